export const en = {
  title: 'APIs, from nothing to a first call',
  lead: 'Create an account, choose an API, get your credentials, and call it. When a call is refused, this portal says why and whom to ask.',
  description: 'Developer portal: API products, documentation, credentials and tests in the browser.',
  browse: 'See the API products',
  start: 'Create an account',
};

export type HomeTexts = typeof en;
