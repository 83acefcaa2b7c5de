import { upgradeFromThreeToThreeOne } from '@scalar/openapi-upgrader/3.0-to-3.1';
import { objectOf, type JsonObject } from '#registry/contracts/json.ts';

/** Gives a contract of OpenAPI 3.0 or 3.1 as one of 3.1; the given one stays as it is. */
export function upgradeContract(contract: unknown): JsonObject {
  const upgraded: unknown = upgradeFromThreeToThreeOne({ ...structuredClone(objectOf(contract)) });
  return objectOf(upgraded);
}
