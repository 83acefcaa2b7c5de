/** Rows made of servers: the same request to each, ours with the token that the others do not ask for. */
import { apiHeaders, bareHeaders, turnsOf } from '#bench/gateway/requests.ts';
import type { Guichet } from '#bench/gateway/guichet.ts';
import type { Contender, Subject } from '#bench/gateway/subject.ts';

/** Handed through without a decision. */
export function bareContender(subject: Subject, path = '/json', name = subject.name): Contender {
  return { name, process: subject.process, url: subject.url + path, headers: bareHeaders };
}

/** A call to an API with the browser's ten fields and a token, another one each time. */
export function apiContender(subject: Subject, tokens: readonly string[], path = '/bench/json'): Contender {
  const turns = turnsOf(tokens, () => path);
  return { name: subject.name, process: subject.process, url: subject.url + path, headers: apiHeaders, turns };
}

/** The same to our gateway, which must have learnt the tokens first. */
export function checkedContender(guichet: Guichet, tokens: readonly string[], path = '/bench/json'): Contender {
  return { ...apiContender(guichet, tokens, path), isWarm: guichet.knowsTokens };
}

/** The same row over TLS. */
export function overTls(contender: Contender, { url, tlsUrl }: Subject): Contender {
  if (tlsUrl === undefined) throw new Error(`${contender.name} does not speak TLS`);
  return { ...contender, url: contender.url.replace(url, tlsUrl) };
}
