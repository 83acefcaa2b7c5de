import { stringify } from 'yaml';
import type { JsonObject } from '#registry/contracts/json.ts';

/** Writes a contract as a file: JSON by lines, or YAML 1.2 without anchors. */
export function contractText(document: JsonObject, syntax: 'json' | 'yaml'): string {
  if (syntax === 'json') return `${JSON.stringify(document, null, 2)}\n`;
  return stringify(document, { aliasDuplicateObjects: false, lineWidth: 120 });
}
