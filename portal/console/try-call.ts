/** One test: bounds, proof, call. Both the form of the reading page and the relay of the try-out page end here. */
import { setTimeout as delay } from 'node:timers/promises';
import { limits } from '#base/limits.ts';
import { judgeAddress } from '#portal/console/bounds.ts';
import { callGateway, fieldOf, type GatewayAnswer } from '#portal/console/call-gateway.ts';
import { sentFields, type Field } from '#portal/console/fields.ts';
import { baseAddress } from '#portal/console/places.ts';
import { prove, type Proof, type Tester } from '#portal/console/prove.ts';

/** What is to be called. */
export type TriedCall = {
  readonly method: string;
  /** Absolute, below the address of the API that people are shown. */
  readonly address: string;
  readonly fields: Iterable<Field>;
  readonly body: Uint8Array | null;
};

/**
 * Makes the call as the tester's application.
 *
 * @throws Problem of `judgeAddress`, `prove`, `callGateway` and `Console.run`
 */
export function tryCall(tester: Tester, tried: TriedCall): Promise<GatewayAnswer> {
  const { console, deployment, api, sessionId } = tester;
  const { basePath, host, environment } = deployment;
  const bounds = { base: baseAddress(console.places, deployment), basePath, contract: api.contract };
  const target = judgeAddress(bounds, tried.method, tried.address);
  const fields = sentFields(tried.fields);
  const call = (proof: Proof): Promise<GatewayAnswer> =>
    callGateway({
      gateway: console.places.gateways[environment],
      ...{ host, target, method: tried.method, body: tried.body },
      fields: [...fields, ...proof.fields],
    });
  return console.run(sessionId, () => callUntilKnown(tester, call));
}

/**
 * The gateway learns of a key that was just made a moment later; and a token that is held may have died meanwhile. In both
 * cases it has refused without forwarding anything: the call can be made again.
 */
async function callUntilKnown(tester: Tester, call: (proof: Proof) => Promise<GatewayAnswer>): Promise<GatewayAnswer> {
  const deadlineMs = performance.now() + limits.firstCallPatienceMs;
  const proof = await prove(tester);
  let answer = await call(proof);
  while (reasonOf(answer) === 'api_key.unknown' && performance.now() < deadlineMs) {
    await delay(limits.firstCallPauseMs);
    answer = await call(proof);
  }
  if (proof.held === null || !/^(?:token|api_key)\./.test(reasonOf(answer))) return answer;
  tester.console.held.drop(proof.held);
  return call(await prove(tester));
}

/** Why the gateway refused; empty when it was the service behind that answered. */
export function reasonOf(answer: Pick<GatewayAnswer, 'fields'>): string {
  return fieldOf(answer, 'x-guichet-reason');
}
