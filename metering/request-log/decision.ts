/** What a gateway decided about one request, told from its log entry: every step, what became of it, and who can change it. A pure function. */
import type { LocalisedText } from '#base/problem.ts';
import type { LogEntry } from '#metering/request-log/entry.ts';
import { decisionSteps, reasonMeanings, type Changer, type DecisionStep } from '#metering/request-log/reasons.ts';
import {
  administratorOf,
  approverOf,
  consumerOf,
  operatorOf,
  type ConsumerFacts,
  type ProviderFacts,
  type Who,
} from '#registry/why/who.ts';

/** `unknown`: the entry does not tell. */
export type StepState = 'passed' | 'stopped' | 'not_reached' | 'unknown';

export type Decision = {
  readonly steps: readonly { readonly step: DecisionStep; readonly state: StepState }[];
  /** Where it ended before its time; null: nowhere, or it is not known. */
  readonly stoppedAt: DecisionStep | null;
  /** What stood there then, and what helps. */
  readonly text: LocalisedText;
  /** Who can change it; null: there is nothing to change, or nobody is known. */
  readonly who: Who | null;
};

export type DecidedEntry = Pick<LogEntry, 'reason' | 'outcome' | 'status' | 'apiId'>;

/** Who is concerned, as far as the registry knows them. */
export type People = {
  readonly viewer: ConsumerFacts['viewer'];
  readonly consumer: Omit<ConsumerFacts, 'viewer'> | null;
  readonly provider: Omit<ProviderFacts, 'viewer'> | null;
};

type Meaning = { readonly step: DecisionStep | null; readonly changer: Changer | null; readonly text: LocalisedText };

/** Explains what became of a request. */
export function explainDecision(entry: DecidedEntry, people: People): Decision {
  const { step, changer, text } = meaningOf(entry);
  return {
    steps: decisionSteps.map((one) => ({ step: one, state: stateOf(one, step, entry) })),
    stoppedAt: step,
    text,
    who: changer === null ? null : whoIs(changer, people),
  };
}

function stateOf(step: DecisionStep, stoppedAt: DecisionStep | null, { outcome }: DecidedEntry): StepState {
  if (stoppedAt === null) return outcome === 'refused' ? 'unknown' : 'passed';
  if (step === stoppedAt) return 'stopped';
  return decisionSteps.indexOf(step) < decisionSteps.indexOf(stoppedAt) ? 'passed' : 'not_reached';
}

function meaningOf(entry: DecidedEntry): Meaning {
  const { reason, apiId } = entry;
  if (reason === null) return withoutReason(entry);
  const known = Object.hasOwn(reasonMeanings, reason) ? reasonMeanings[reason] : undefined;
  if (known === undefined) return { step: null, changer: null, text: unknownReason(reason) };
  // Where an API was found its head was in order: the fault lay in the body, which comes while it is forwarded.
  return known.step === 'head' && apiId !== null ? { ...known, step: 'body' } : known;
}

function unknownReason(reason: string): LocalisedText {
  return {
    en: `The gateway refused it with the reason ${reason}, which this portal does not know: the gateway is newer.`,
    fr: `La passerelle l'a refusée pour la raison ${reason}, que ce portail ne connaît pas : la passerelle est plus récente.`,
  };
}

/** What became of a request that the gateway had nothing against. */
function withoutReason({ outcome, status }: DecidedEntry): Meaning {
  if (outcome === 'cut') {
    return {
      step: 'upstream',
      changer: 'administrator',
      text: {
        en: 'The gateway let it through, but the answer of the service broke off: the client got half of it, and saw the connection end.',
        fr: "La passerelle l'a laissée passer, mais la réponse du service s'est rompue : le client n'en a eu qu'une partie, puis la connexion a pris fin.",
      },
    };
  }
  if (outcome === 'abandoned') {
    return {
      step: 'upstream',
      changer: 'caller',
      text: {
        en: 'The gateway let it through, but the client went away before the end of the answer; often its time limit is too short.',
        fr: "La passerelle l'a laissée passer, mais le client est parti avant la fin de la réponse ; souvent son délai est trop court.",
      },
    };
  }
  if (status < 400) {
    return {
      step: null,
      changer: null,
      text: {
        en: 'It passed every step, and the service behind the API answered.',
        fr: "Elle a passé toutes les étapes, et le service derrière l'API a répondu.",
      },
    };
  }
  return {
    step: null,
    changer: status < 500 ? 'caller' : 'administrator',
    text: {
      en: `The gateway had nothing against it: the status ${status} comes from the service behind the API.`,
      fr: `La passerelle n'avait rien contre elle : le statut ${status} vient du service derrière l'API.`,
    },
  };
}

function whoIs(changer: Changer, { viewer, consumer, provider }: People): Who {
  if (changer === 'operator') return operatorOf({ viewer });
  if (changer === 'caller' || changer === 'consumer') {
    return consumer === null ? someCaller : consumerOf({ viewer, ...consumer });
  }
  if (provider === null) return operatorOf({ viewer });
  return changer === 'approver' ? approverOf({ viewer, ...provider }) : administratorOf({ viewer, ...provider });
}

/** Where nobody was recognised. */
const someCaller: Who = {
  kind: 'consumer',
  name: { en: 'who runs the program that called', fr: 'qui exploite le programme appelant' },
  mail: null,
};
