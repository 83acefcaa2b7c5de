export const en = {
  title: 'APIs, from nothing to a first call',
  lead: 'Find an API, get access and call it. When a call is refused, this portal says why, and who can change it.',
  description:
    'Developer portal: search API products and APIs, read their documentation, get credentials and test them in the browser.',
  browse: 'See the API products',
  start: 'Create an account',
  applications: 'Applications',
  steps: 'Three steps to a first call',
  step: [
    {
      title: 'Create an account',
      text: 'Confirm your e-mail address, and your first application is waiting for you: it is ready for the sandbox.',
      link: 'Create an account',
    },
    {
      title: 'Choose a product',
      text: 'Subscribe your application to a product under one of its plans. Some are open at once, some are approved by their provider.',
      link: 'See the API products',
    },
    {
      title: 'Call the API',
      text: 'Test it in the browser with your own credentials, or paste a call in your language from its documentation.',
      link: 'How a call is made',
    },
  ],
  offers: 'On offer',
  allOffers: (count: string) => `See all ${count}`,
  nothing: 'Nothing is offered here yet.',
  what: 'What this portal does',
  whatTexts: [
    [
      'Everything about an API in one place',
      'Versions side by side, terms, limits in words, contracts to download, and what changed.',
    ],
    [
      'Credentials you stay in charge of',
      'Several secrets at a time, with labels and ends: change them without a gap.',
    ],
    ['A refusal is never the end', 'For each application and API you see which step is missing and who can solve it.'],
  ],
  guide: {
    title: 'Getting started',
    lead: 'From nothing to an answer with status 200, in three minutes.',
    description: 'The steps to a first API call: account, application, subscription, credentials, token, call.',
    steps: [
      {
        title: 'Create your account',
        text: 'Your name, your e-mail address and a password. If you were invited by an organisation, give its code. A mail then asks you to confirm the address.',
      },
      {
        title: 'Look at your first application',
        text: 'With your account comes an application for the sandbox. It has a client id and a client secret; the secret is shown after you confirm your password. Applications for production you create yourself.',
      },
      {
        title: 'Subscribe to a product',
        text: 'Open the product, choose a plan and your application. Where a provider approves, the request says who decides; a mail tells you the outcome. Some APIs also want their terms of use accepted.',
      },
      {
        title: 'Make the call',
        text: 'The API’s page says what a call carries. The documentation shows the call in your language with your own client id; “Test the API” makes it in the browser.',
      },
    ],
    links: {
      signUp: 'Create an account',
      applications: 'My applications',
      catalogue: 'API products',
    },
    call: 'A first call to paste',
    callLead: (name: string) =>
      `This one calls ${name} in the sandbox. Put the credentials of your sandbox application in.`,
    callLabel: 'Commands of a first call',
    callPage: 'The page of this API',
    refused: 'If it is refused',
    refusedText:
      'The answer carries a reason. On the page of your application, “Why am I refused?” goes through each step from the account to the plan, and says for the one that is missing who can solve it.',
    credentials: { id: 'your-client-id', secret: 'your-client-secret', key: 'your-api-key' },
  },
};

export type HomeTexts = typeof en;
