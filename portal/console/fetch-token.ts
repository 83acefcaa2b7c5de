/** The token request of a test, sent to this instance's identity server as the application would send it. */
import { z } from 'zod';
import { limits } from '#base/limits.ts';
import { Problem } from '#base/problem.ts';

/** Access account in whose name a password token speaks; used for one request, kept nowhere. */
export type Person = { readonly username: string; readonly password: string };

export type TokenRequest = {
  readonly url: string;
  readonly client: { readonly clientId: string; readonly secret: string };
  readonly scope: string | null;
  /** Null: the application speaks for itself. */
  readonly person: Person | null;
  /** The tester's own address: wrong passwords count against it, not against the portal. */
  readonly peer: string;
};

export type FetchedToken = { readonly value: string; readonly lifeMs: number };

const grantedSchema = z.looseObject({ access_token: z.string().min(1), expires_in: z.coerce.number().default(0) });
const refusedSchema = z.looseObject({ error: z.string(), error_description: z.string().optional() });

/** @throws Problem `relay.token_refused` (502), `relay.identity_unreachable` (503) */
export async function fetchToken(asked: TokenRequest): Promise<FetchedToken> {
  const { client, scope, person } = asked;
  const body = new URLSearchParams({
    grant_type: person === null ? 'client_credentials' : 'password',
    client_id: client.clientId,
    client_secret: client.secret,
    ...person,
    ...(scope === null ? {} : { scope }),
  });
  const answer = await send(asked.url, body, asked.peer);
  const granted = grantedSchema.safeParse(answer);
  if (granted.success) return { value: granted.data.access_token, lifeMs: granted.data.expires_in * 1000 };
  throw refused(refusedSchema.safeParse(answer).data);
}

async function send(url: string, body: URLSearchParams, peer: string): Promise<unknown> {
  try {
    const signal = AbortSignal.timeout(limits.relayTokenMs);
    const headers = { accept: 'application/json', 'x-forwarded-for': peer };
    const answer = await fetch(url, { method: 'POST', body, headers, redirect: 'manual', signal });
    return await answer.json();
  } catch (cause) {
    throw new Problem(
      'relay.identity_unreachable',
      503,
      {
        en: 'The authorization server does not answer: it may be starting. Try again in a moment.',
        fr: "Le serveur d'autorisation ne répond pas : il démarre peut-être. Réessayez dans un instant.",
      },
      { cause },
    );
  }
}

function refused(answer: z.output<typeof refusedSchema> | undefined): Problem {
  const why = [answer?.error, answer?.error_description].filter((part) => part !== undefined).join(': ');
  return new Problem('relay.token_refused', 502, {
    en: `The authorization server gave no token: ${why || 'its answer could not be read'}.`,
    fr: `Le serveur d'autorisation n'a pas donné de jeton : ${why || "sa réponse n'a pas pu être lue"}.`,
  });
}
