import { exitCodes, expectArguments, type Command, type CommandContext } from '#commands/command.ts';
import { adminCurl } from '#commands/first-call/admin-curl.ts';
import { callApi, fetchToken, type Answer } from '#commands/first-call/call.ts';
import { instanceFlags } from '#commands/first-call/lines.ts';
import { prepareFirstCall, type Credentials } from '#commands/first-call/prepare.ts';
import type { Step } from '#commands/first-call/step.ts';
import { findTarget, type Target } from '#commands/first-call/target.ts';
import { withRegistry } from '#commands/registry-session.ts';
import { loopbackUrl, portsFrom } from '#commands/serve/ports.ts';
import { localTokenUrl } from '#registry/issuers/addresses.ts';

type Outcome = { readonly steps: readonly Step[]; readonly answer: Answer; readonly credentials: Credentials };

/** The credentials as shell variables, so that the lines after them show what is sent and can be pasted. */
function shellVariables({ clientId, clientSecret }: Credentials): readonly string[] {
  return [`CLIENT_ID=${clientId}`, `CLIENT_SECRET=${clientSecret}`];
}

type Caller = {
  readonly context: CommandContext;
  readonly target: Target;
  readonly credentials: Credentials;
  readonly steps: Step[];
  readonly say: (en: string, fr: string) => string;
};

/** Gets what the call carries: a token, or the client id and secret themselves. */
async function authenticate(caller: Caller): Promise<{ headers: Record<string, string>; curl: string }> {
  const { context, target, credentials, steps, say } = caller;
  if (target.issuer === null) {
    return {
      headers: { 'x-ibm-client-id': credentials.clientId, 'x-ibm-client-secret': credentials.clientSecret },
      curl: `-H "X-IBM-Client-Id: $CLIENT_ID" -H "X-IBM-Client-Secret: $CLIENT_SECRET"`,
    };
  }
  const url = localTokenUrl(loopbackUrl(portsFrom(context.settings.portBase).identity), target.issuer);
  const token = await fetchToken(url, credentials);
  const fields = '-d client_id=$CLIENT_ID -d client_secret=$CLIENT_SECRET -d grant_type=client_credentials';
  steps.push({
    title: say('A token', 'Un jeton'),
    curl: `TOKEN=$(curl -s -X POST ${url} -H 'Accept: utf-8' ${fields} | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`,
    result: say(`a token of ${token.length} characters`, `un jeton de ${token.length} caractères`),
  });
  return { headers: { authorization: `Bearer ${token}` }, curl: `-H "Authorization: Bearer $TOKEN"` };
}

async function firstCall(context: CommandContext, api: string): Promise<Outcome> {
  const { settings } = context;
  const say = (en: string, fr: string): string => (settings.language === 'fr' ? fr : en);
  const steps: Step[] = [];
  const { target, credentials } = await withRegistry(context, async (registry) => {
    const found = await findTarget(registry, api);
    const flags = instanceFlags(settings);
    const preparation = { registry, target: found, say, flags, curl: adminCurl(settings), steps };
    return { target: found, credentials: await prepareFirstCall(preparation) };
  });
  steps.push({
    title: say(
      'Its credentials, for the lines below (shown because this is your own machine)',
      'Ses identifiants, pour les lignes suivantes (affichés parce que cette machine est la vôtre)',
    ),
    command: shellVariables(credentials).join('; '),
    result: say('a client id and a secret', 'un identifiant client et un secret'),
  });
  const { headers, curl } = await authenticate({ context, target, credentials, steps, say });
  const url = `${loopbackUrl(portsFrom(settings.portBase).sandbox)}${target.basePath}${target.path}`;
  const answer = await callApi(url, headers);
  steps.push({
    title: say('The call', "L'appel"),
    curl: `curl -i ${url} ${curl} -H 'Accept-Encoding: utf-8'`,
    result: String(answer.status),
  });
  return { steps, answer, credentials };
}

function stepLines(step: Step, index: number): string[] {
  const lines = [step.command, step.curl].filter((line) => line !== undefined);
  return [`${index + 1}. ${step.title}: ${step.result}`, ...lines.map((line) => `   ${line}`)];
}

const command: Command = {
  name: 'first-call',
  summary: {
    en: 'Makes all that a call needs in the sandbox, calls, and shows each step.',
    fr: "Crée tout ce qu'il faut pour un appel dans le bac à sable, appelle et montre chaque étape.",
  },
  usage: '<api>',
  options: {
    credentials: {
      type: 'boolean',
      text: {
        en: 'Print only CLIENT_ID and CLIENT_SECRET, for `eval` in a shell.',
        fr: "N'écrire que CLIENT_ID et CLIENT_SECRET, pour `eval` dans un shell.",
      },
    },
  },
  run: async (context, given) => {
    const { api } = expectArguments(given, ['api']);
    const { steps, answer, credentials } = await firstCall(context, api);
    const lines = [...steps.flatMap(stepLines), '', `${answer.status} ${answer.body}`];
    return {
      json: { steps, answer },
      text: given.options['credentials'] === true ? shellVariables(credentials) : lines,
      exitCode: answer.status >= 200 && answer.status < 300 ? exitCodes.done : exitCodes.refused,
    };
  },
};

export const commands: readonly Command[] = [command];
