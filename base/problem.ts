/**
 * A refusal with a stable code: what every room throws when it cannot do what was asked.
 *
 * `code` names the case for programs and for docs/errors (`application.not_found`); `status` is what HTTP says;
 * `text` is for the person who asked, in French and English; `internal` and `cause` are for the log only.
 */
export type LocalisedText = { readonly en: string; readonly fr: string };

export type ProblemFault = {
  /** Where in the input: `plans[0].rate`, or the name of a form field. */
  readonly path: string;
  /** What is wrong there, in English. */
  readonly message: string;
  /** The same in French, where it is written; a reader of French gets the English else. */
  readonly fr?: string;
};

type ProblemOptions = {
  readonly internal?: string;
  readonly faults?: readonly ProblemFault[];
  readonly retryAfterSeconds?: number;
  readonly cause?: unknown;
};

export class Problem extends Error {
  readonly code: string;
  readonly status: number;
  readonly text: LocalisedText;
  readonly internal: string | undefined;
  readonly faults: readonly ProblemFault[];
  readonly retryAfterSeconds: number | undefined;

  constructor(code: string, status: number, text: LocalisedText, options: ProblemOptions = {}) {
    super(`${code}: ${text.en}`, { cause: options.cause });
    this.name = 'Problem';
    this.code = code;
    this.status = status;
    this.text = text;
    this.internal = options.internal;
    this.faults = options.faults ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

/** The body of `application/problem+json` (RFC 9457) for a problem. */
export type ProblemDocument = {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly faults?: readonly { readonly path: string; readonly message: string }[];
  readonly instance?: string;
};

/** What a reader of `language` is told of a fault. */
export function faultText(fault: ProblemFault, language: 'en' | 'fr'): string {
  return language === 'fr' ? (fault.fr ?? fault.message) : fault.message;
}

/** Gives the RFC 9457 document of `problem`; `requestId` becomes its `instance`. */
export function problemDocument(problem: Problem, language: 'en' | 'fr', requestId?: string): ProblemDocument {
  return {
    type: `urn:guichet:error:${problem.code}`,
    title: problem.text[language],
    status: problem.status,
    code: problem.code,
    ...(problem.faults.length > 0
      ? { faults: problem.faults.map((fault) => ({ path: fault.path, message: faultText(fault, language) })) }
      : {}),
    ...(requestId === undefined ? {} : { instance: `urn:guichet:request:${requestId}` }),
  };
}
