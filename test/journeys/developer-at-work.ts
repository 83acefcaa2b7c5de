/** A developer with an application in the sandbox, on a system and at a browser of their own: where journeys about calls begin. */
import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { openChromium, type Looks } from '#test/chromium.ts';
import { guideHosts } from '#test/guides/hosts.ts';
import { password, sitDown, type Person } from '#test/journeys/person.ts';
import { clientOf, startSystem, type Client, type System } from '#test/system.ts';

const email = 'developer@example.org';

export type Application = { readonly id: string; readonly client: Client };

export type Called = {
  readonly status: number;
  readonly headers: Headers;
  /** The number of the request, as the client got it. */
  readonly number: string;
  /** Why it was refused; empty: it was not. */
  readonly reason: string;
};

export type DeveloperAtWork = {
  readonly system: System;
  readonly browser: Browser;
  readonly application: Application;
  readonly makeApplication: (name: string) => Promise<Application>;
  /** Calls Webstat as the application, or as another client. */
  readonly call: (path?: string, as?: Client) => Promise<Called>;
  /** Sits the developer down at a browser with these looks, logged in. */
  readonly sit: (looks: Looks, act: (person: Person) => Promise<void>) => Promise<void>;
  readonly leave: () => Promise<void>;
};

/** Starts the system and the browser; the application is called Counter and has no subscription yet. */
export async function startWork(): Promise<DeveloperAtWork> {
  const system = await startSystem({ hosts: guideHosts });
  const browser = await openChromium();
  await system.json(
    ['account', 'create', '--email', email, '--name', 'Developer', '--active', '--password-stdin'],
    `${password}\n`,
  );
  await system.json(['organisation', 'add-member', 'mtes', email, '--role', 'developer']);

  async function makeApplication(name: string): Promise<Application> {
    const fields = ['--name', name, '--email', email, '--responsible', 'Developer'];
    const made = await system.json(['app', 'create', '--organisation', 'mtes', '--environment', 'sandbox', ...fields]);
    return { id: String(made['id']), client: clientOf(made) };
  }

  const application = await makeApplication('Counter');
  return {
    ...{ system, browser, application, makeApplication },
    call: async (path = '/catalogue', as = application.client) => {
      const answer = await fetch(`http://127.0.0.1:${system.portBase + 3}/webstat-en/v1${path}`, {
        headers: { 'x-ibm-client-id': as.id, 'x-ibm-client-secret': as.secret },
      });
      await answer.text();
      const { status, headers } = answer;
      const told = (name: string): string => headers.get(name) ?? '';
      return { status, headers, number: told('x-request-id'), reason: told('x-guichet-reason') };
    },
    sit: async (looks, act) => {
      const person = await sitDown({ browser, url: `http://127.0.0.1:${system.portBase}`, email, looks });
      try {
        await person.logIn();
        await act(person);
      } finally {
        await person.leave();
      }
    },
    leave: async () => {
      await browser.close();
      await system.stop();
    },
  };
}

/**
 * Does `step` again until its result fits: what the registry says comes to the gateway, and what the gateway counts and logs
 * to the pages, in a second or two.
 */
export async function until<Result>(step: () => Promise<Result>, fits: (result: Result) => boolean): Promise<Result> {
  const deadlineMs = Date.now() + 40_000;
  for (;;) {
    const result = await step();
    if (fits(result)) return result;
    assert.ok(Date.now() < deadlineMs, JSON.stringify(result));
    await new Promise((done) => setTimeout(done, 250));
  }
}
