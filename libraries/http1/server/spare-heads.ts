/** Heads that are not in use: requests come and go faster than anybody should make them anew. */
import { Head } from '#http1/head.ts';

const spare: Head[] = [];
const mostSpare = 256;

/** Gives a head with room for `maximumFields`, which is the same for all who ask. */
export function takeHead(maximumFields: number): Head {
  return spare.pop() ?? new Head(maximumFields);
}

/** Takes a head back that nobody reads any more. */
export function recycleHead(head: Head): void {
  if (spare.length >= mostSpare) return;
  head.text = '';
  spare.push(head);
}
