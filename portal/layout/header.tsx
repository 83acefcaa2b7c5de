/** The head of every page: whose portal it is, where one can go, in which language, as whom. */
import { csrfField } from '#ui/form-state.ts';
import { addresses } from '#portal/addresses.ts';
import type { LayoutTexts } from '#portal/layout/en.ts';
import { texts } from '#portal/layout/texts.ts';
import type { Visit } from '#portal/visit/visit.ts';

type Entry = { readonly label: string; readonly href: string };

/** What this visitor may go to, in the order in which it is shown. */
function entriesFor({ session, standing }: Visit, text: LayoutTexts): Entry[] {
  const everybody = [
    { label: text.gettingStarted, href: addresses.gettingStarted.to() },
    { label: text.catalogue, href: addresses.catalogue.to() },
  ];
  if (session === null || standing === null) return everybody;
  const own = [
    { label: text.applications, href: addresses.applications.to() },
    { label: text.requests, href: addresses.requests.to() },
  ];
  const provider = standing.providers.length > 0 ? [{ label: text.provider, href: addresses.consoles.to() }] : [];
  const operator = session.operator ? [{ label: text.operator, href: addresses.operator.to() }] : [];
  return [...everybody, ...own, ...provider, ...operator];
}

function isHere({ url }: Visit, href: string): boolean {
  return url.pathname === href || url.pathname.startsWith(`${href}/`);
}

/** The way back to this page in the other language; a page that a form has answered is left for its start. */
function languageAddress(visit: Visit): string {
  const next = visit.request.method === 'GET' ? visit.url.pathname + visit.url.search : visit.url.pathname;
  return addresses.language.to({ to: visit.language === 'fr' ? 'en' : 'fr', next });
}

type PartProps = { readonly visit: Visit; readonly text: LayoutTexts };

const Entries = ({ visit, text }: PartProps) => (
  <ul>
    {entriesFor(visit, text).map(({ label, href }) => (
      <li>
        <a href={href} {...(isHere(visit, href) ? { 'aria-current': 'page' as const } : {})}>
          {label}
        </a>
      </li>
    ))}
  </ul>
);

const Person = ({ visit, text }: PartProps) => {
  if (visit.session === null) {
    return (
      <>
        <li>
          <a href={addresses.signUp.to()}>{text.signUp}</a>
        </li>
        <li>
          <a href={addresses.login.to()}>{text.login}</a>
        </li>
      </>
    );
  }
  return (
    <>
      <li>
        <a href={addresses.profile.to()} title={visit.session.email}>
          {text.account}
        </a>
      </li>
      <li>
        <form method="post" action={addresses.logout.to()} class="action">
          <input type="hidden" name={csrfField} value={visit.csrfToken()} />
          <button type="submit" class="button button-link">
            {text.logout}
          </button>
        </form>
      </li>
    </>
  );
};

export const Header = ({ visit }: { readonly visit: Visit }) => {
  const text = texts[visit.language];
  const other = visit.language === 'fr' ? 'en' : 'fr';
  return (
    <header class="site-head">
      <a class="brand" href={addresses.home.to()}>
        <img src={visit.services.assets.address(visit.services.brand.logo)} alt="" width="28" height="28" />
        <span>{visit.services.brand.name}</span>
      </a>
      <input type="checkbox" id="menu" class="menu-switch unseen" aria-label={text.menu} />
      <label for="menu" class="menu-label" aria-hidden="true">
        {text.menu}
      </label>
      <nav class="site-nav" aria-label={text.navigation}>
        <Entries visit={visit} text={text} />
        <ul class="site-person">
          <li>
            <a href={languageAddress(visit)} lang={other} hreflang={other}>
              {text.otherLanguage}
            </a>
          </li>
          <Person visit={visit} text={text} />
        </ul>
      </nav>
    </header>
  );
};
