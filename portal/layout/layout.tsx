/** The frame of every page: head, navigation, content, foot. */
import type { Child } from 'hono/jsx';
import { Notice } from '#ui/components/page-parts.tsx';
import { addresses } from '#portal/addresses.ts';
import { Header } from '#portal/layout/header.tsx';
import { texts } from '#portal/layout/texts.ts';
import type { Visit } from '#portal/visit/visit.ts';

type LayoutProps = {
  readonly visit: Visit;
  readonly title: string;
  /** One sentence for search engines; without it what every page is part of. */
  readonly description?: string | undefined;
  /** Left by the page before, shown once. */
  readonly notice: string | null;
  /** Names of the scripts that improve this page. */
  readonly scripts: readonly string[];
  readonly children?: Child;
};

const Head = ({ visit, title, description, scripts }: Omit<LayoutProps, 'notice' | 'children'>) => {
  const { assets, brand, portalUrl } = visit.services;
  return (
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <title>{title === brand.name ? title : `${title} – ${brand.name}`}</title>
      <meta name="description" content={description ?? texts[visit.language].description} />
      <link rel="canonical" href={portalUrl + visit.url.pathname} />
      <link rel="icon" href={assets.address('guichet.svg')} type="image/svg+xml" />
      <link rel="stylesheet" href={assets.address('portal.css')} />
      {['every-page.js', ...scripts].map((name) => (
        <script type="module" src={assets.address(name)} />
      ))}
    </head>
  );
};

export const Layout = ({ visit, title, description, notice, scripts, children }: LayoutProps) => {
  const text = texts[visit.language];
  return (
    <html lang={visit.language}>
      <Head visit={visit} title={title} description={description} scripts={scripts} />
      <body>
        <a class="skip" href="#content">
          {text.skip}
        </a>
        <Header visit={visit} />
        <main id="content" tabindex={-1}>
          {notice === null ? null : (
            <Notice kind="success">
              <p>{notice}</p>
            </Notice>
          )}
          {children}
        </main>
        <footer class="site-foot">
          <nav aria-label={text.footer}>
            <ul>
              <li>
                <a href={addresses.portalTerms.to()}>{text.terms}</a>
              </li>
              <li>
                <a href={addresses.privacy.to()}>{text.privacy}</a>
              </li>
              <li>
                <a href={addresses.accessibility.to()}>{text.accessibility}</a>
              </li>
            </ul>
          </nav>
          <p>{text.madeWith}</p>
        </footer>
      </body>
    </html>
  );
};
