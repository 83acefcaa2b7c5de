/** The two requests of a first call, sent to the running server as curl would send them. */
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { Problem } from '#base/problem.ts';
import { limits } from '#base/limits.ts';
import type { Credentials } from '#commands/first-call/prepare.ts';

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

async function request(url: string, init: RequestInit): Promise<Answer> {
  try {
    const answer = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(limits.firstCallMs) });
    return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() };
  } catch (cause) {
    throw new Problem(
      'server.unreachable',
      503,
      {
        en: `Nobody answers at ${new URL(url).origin}: start the server with script/server, and give this command the same --port-base.`,
        fr: `Personne ne répond à ${new URL(url).origin} : lancez le serveur avec script/server et donnez à cette commande le même --port-base.`,
      },
      { cause },
    );
  }
}

const tokenAnswer = z.looseObject({ access_token: z.string() });

/**
 * Gets a token as an application.
 *
 * @throws Problem `server.unreachable` (503), `first_call.token_refused` (502)
 */
export async function fetchToken(url: string, credentials: Credentials): Promise<string> {
  const answer = await request(url, {
    method: 'POST',
    headers: { accept: 'utf-8' },
    body: new URLSearchParams({
      client_id: credentials.clientId,
      client_secret: credentials.clientSecret,
      grant_type: 'client_credentials',
    }),
  });
  if (answer.status === 200) return tokenAnswer.parse(JSON.parse(answer.body)).access_token;
  throw new Problem(
    'first_call.token_refused',
    502,
    {
      en: `The token endpoint answered ${answer.status}.`,
      fr: `Le serveur d'autorisation a répondu ${answer.status}.`,
    },
    { internal: answer.body.slice(0, 500) },
  );
}

/** Refusals that a gateway gives until it has seen what was just granted. */
const soonOver = new Set([401, 403, 404]);

/** Calls until the answer is no such refusal, or the time in which gateways must have seen a change is over. */
export async function callApi(url: string, headers: Readonly<Record<string, string>>): Promise<Answer> {
  const deadlineMs = performance.now() + limits.firstCallPatienceMs;
  for (;;) {
    const answer = await request(url, { headers });
    if (!soonOver.has(answer.status) || performance.now() > deadlineMs) return answer;
    await delay(limits.firstCallPauseMs);
  }
}
