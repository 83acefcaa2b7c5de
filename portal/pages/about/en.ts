/** One page of text: its title, and sections of paragraphs. */
export type TextPage = {
  readonly title: string;
  readonly description: string;
  readonly sections: readonly { readonly title: string; readonly paragraphs: readonly string[] }[];
};

export type AboutTexts = {
  readonly privacy: TextPage;
  readonly accessibility: TextPage;
  readonly terms: TextPage;
  readonly contact: string;
  readonly noContact: string;
  readonly myData: string;
  readonly version: string;
  readonly error: { readonly lead: string; readonly written: string; readonly start: string };
};

export const en: AboutTexts = {
  privacy: {
    title: 'Your data',
    description: 'What this portal keeps about you, why, how long, and your rights.',
    sections: [
      {
        title: 'What is kept, and why',
        paragraphs: [
          'Of your account: name, e-mail address, language, the choices that you made at sign-up, the organisations that you belong to, and when you accepted which terms. They are needed to give you access and to write to you.',
          'Your password is never kept, only a value computed from it (argon2id) with which it can be checked. Codes of a second factor are sealed.',
          'Of each browser in which you are logged in: the kind of browser, a shortened network address, and when it was last used, so that you recognise your sessions and can end them. They go when the session ends.',
          'Who changed what and when is written into an audit log, because providers and operators must be able to account for access to APIs.',
          'Calls of your applications are logged by the gateway with their time, address, status and duration, without their content, for metering and for finding faults.',
        ],
      },
      {
        title: 'Your rights',
        paragraphs: [
          'You can see, change, export and delete your data yourself, on the page “My data” of your account. After a deletion the audit log and the consents stay without your name, because they prove what was agreed.',
          'You may also ask the operator of this portal, and complain to your data-protection authority (in France: CNIL).',
        ],
      },
      {
        title: 'Cookies',
        paragraphs: [
          'This portal uses only cookies that it cannot work without: one for your session, one that protects forms before you log in, one for the language, and one for a message after a form. No other site is asked for anything, and nobody measures what you read.',
        ],
      },
    ],
  },
  accessibility: {
    title: 'Accessibility',
    description: 'How accessible this portal is, and whom to tell when it is not.',
    sections: [
      {
        title: 'What we aim for',
        paragraphs: [
          'WCAG 2.2 at level AA, and the French RGAA 4. Every page works with the keyboard alone, without JavaScript, enlarged to 400 %, and in light and dark.',
          'Each page is checked by axe-core in a real browser, in French and English, before a version is released. That finds many faults, not all: it does not replace people who use assistive technology.',
        ],
      },
      {
        title: 'What we know is missing',
        paragraphs: [
          'The page on which calls are tried interactively is made with a component of others that has known faults. The same can be done without it: on the documentation page of each API, and with the code shown there.',
        ],
      },
    ],
  },
  terms: {
    title: 'Terms of use of the portal',
    description: 'The conditions under which this portal may be used.',
    sections: [
      {
        title: 'Accounts',
        paragraphs: [
          'An account belongs to one person, who keeps the password and the second factor secret and says true things about name and organisation.',
          'An account that endangers the portal, its APIs or others can be shut by the operator, who says why.',
        ],
      },
      {
        title: 'Applications and credentials',
        paragraphs: [
          'Credentials belong to one application and are not passed on. A secret that may have become known is withdrawn at once; a new one is made without interruption.',
          'Each API has a provider, who decides about access to it, and may have terms of its own that must be accepted before it is called.',
        ],
      },
      {
        title: 'What is promised',
        paragraphs: [
          'Plans say how much may be called. Versions that end are announced with their date. Beyond that the service is given as it is, unless something else was agreed in writing.',
        ],
      },
    ],
  },
  contact: 'Write to the operator of this portal:',
  noContact: 'The operator of this portal has named no address.',
  version: 'Version',
  myData: 'My data',
  error: {
    lead: 'What this error means, and what to do.',
    written: '',
    start: 'Getting started',
  },
};
