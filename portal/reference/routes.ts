import { limits } from '#base/limits.ts';
import { addresses } from '#portal/addresses.ts';
import { forAccounts, forEverybody, type PageRoute } from '#portal/page-route.ts';
import { relay } from '#portal/console/relay.ts';
import { sendTry, showTry } from '#portal/console/try-page.tsx';
import { giveConsoleContract, showConsole } from '#portal/console/console-page.tsx';
import { giveConsoleScript } from '#portal/console/console-script.ts';
import { showReference } from '#portal/reference/reference-page.tsx';

export const referencePages: readonly PageRoute[] = [
  forEverybody('get', addresses.reference, showReference),
  forAccounts('get', addresses.tryOperation, showTry),
  forAccounts('post', addresses.tryOperation, sendTry, { bodyBytes: limits.relayBodyBytes }),
  forAccounts('get', addresses.tryIt, showConsole),
  forAccounts('get', addresses.tryContract, giveConsoleContract),
  forEverybody('get', addresses.tryScript, giveConsoleScript),
  forAccounts('post', addresses.relay, relay, { bodyBytes: limits.relayBodyBytes }),
];
