import type { AccountThrottles } from '#accounts/throttles.ts';
import type { Log } from '#base/log.ts';
import type { RouteTally } from '#base/metrics/requests.ts';
import type { LocalisedText } from '#base/problem.ts';
import type { Registry } from '#registry/operation.ts';
import type { Tails } from '#portal/pages/request-log/tails.ts';
import type { Assets } from '#portal/assets.ts';
import type { AskForData } from '#portal/data/ask-service.ts';
import type { Console } from '#portal/console/console.ts';

/** What an instance calls itself and looks like. */
export type Brand = {
  /** Name in the head of each page: `Guichet`. */
  readonly name: string;
  /** The asset that is its logo. */
  readonly logo: string;
};

/** What the portal's pages work on. */
export type PortalServices = {
  readonly registry: Registry;
  readonly log: Log;
  /** What is counted of logins, codes and forms that lead to a mail. */
  readonly throttles: AccountThrottles;
  /** Waits so many milliseconds; tests do not. */
  readonly pause: (ms: number) => Promise<void>;
  /** Public address of the portal, without a slash at its end: mails link to it, passkeys are bound to it. */
  readonly portalUrl: string;
  readonly brand: Brand;
  /** Whom people write to about the portal itself; null: nobody was named. */
  readonly operatorEmail: string | null;
  /** What gateways' reasons for refusing a call mean, by their code. */
  readonly reasonTexts: Readonly<Record<string, LocalisedText>>;
  /** What the request log holds, as the settings say. */
  readonly requestLog: { readonly keeps: 'all' | 'sampled' | 'refused' | 'off'; readonly days: number };
  /** Who follows lists of requests. */
  readonly tails: Tails;
  readonly assets: Assets;
  /** Asks the services of APIs for the data that everybody may look at. */
  readonly askForData: AskForData;
  /** Takes in the requests that were answered. */
  readonly requests: RouteTally;
  /** Where APIs are tried out, and what tests share. */
  readonly console: Console;
  /** True: `X-Forwarded-For` is believed. */
  readonly trustProxy: boolean;
};
