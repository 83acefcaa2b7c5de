/** The page of one version of an API: every field of the PISTE guide's, its versions side by side. */
import { portalItself } from '#accounts/actor.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { ApiAddresses } from '#portal/pages/catalogue/api-addresses.tsx';
import { ApiFacts } from '#portal/pages/catalogue/api-facts.tsx';
import { versionOf, type ApiPart } from '#portal/pages/catalogue/api-part.ts';
import { ContractDownloads } from '#portal/pages/catalogue/contract-downloads.tsx';
import { PlanList } from '#portal/pages/catalogue/plan-list.tsx';
import { StatusBadge } from '#portal/pages/catalogue/status-badge.tsx';
import { texts } from '#portal/pages/catalogue/texts.ts';
import { productParts } from '#portal/pages/subscriptions/reference-parts.ts';
import { keepable } from '#portal/public-answer.ts';
import { renderMarkdown } from '#portal/reference/markdown.ts';
import { showPage } from '#portal/show-page.tsx';
import { param, type Visit } from '#portal/visit/visit.ts';
import { describeApi } from '#registry/catalogue/describe-api.ts';
import { run } from '#registry/operation.ts';
import { Breadcrumbs, Notice, PageHead, Tabs } from '#ui/components/page-parts.tsx';
import { formatDate } from '#ui/format.ts';

/** Leads to the newest published version. */
export async function chooseVersion(visit: Visit): Promise<Response> {
  const asked = { provider: param(visit, 'provider'), api: param(visit, 'api') };
  const description = await run(visit.services.registry, portalItself, describeApi, asked);
  return seeOther(visit, addresses.apiVersion.to(versionOf(description)));
}

/** Shows one version. */
export async function showApi(visit: Visit): Promise<Response> {
  const { language, services } = visit;
  const asked = { provider: param(visit, 'provider'), api: param(visit, 'api'), version: param(visit, 'version') };
  const description = await run(services.registry, portalItself, describeApi, asked);
  const { api, provider } = description;
  const text = texts[language];
  const name = api.name[language];
  const about = api.description[language];
  const part = { language, description, places: services.console.places };
  const page = await showPage(visit, {
    title: `${name} ${api.version}`,
    description: about === '' ? text.provider.description(provider.name[language]) : about.slice(0, 160),
    body: (
      <>
        <Breadcrumbs
          label={text.crumbs}
          crumbs={[
            { label: text.catalogue.title, href: addresses.catalogue.to() },
            { label: `${name} ${api.version}` },
          ]}
        />
        <PageHead
          title={`${name} ${api.version}`}
          lead={<Lead {...part} />}
          actions={<Actions {...part} visit={visit} />}
        />
        <Versions {...part} />
        <End {...part} />
        {about === '' ? null : <div class="prose" dangerouslySetInnerHTML={{ __html: renderMarkdown(about) }} />}
        <ApiFacts {...part} />
        <ApiAddresses {...part} />
        <Access {...part} />
        <ContractDownloads {...part} />
      </>
    ),
  });
  return keepable(visit, page);
}

const Lead = ({ language, description: { api, provider } }: ApiPart) => (
  <>
    {texts[language].by} <a href={addresses.providerPage.to({ provider: provider.slug })}>{provider.name[language]}</a>{' '}
    <StatusBadge language={language} status={api.status} />
  </>
);

const Actions = ({ language, description, visit }: ApiPart & { readonly visit: Visit }) => {
  const text = texts[language].api;
  // The consumer's metrics stand with each application; the provider's with the API.
  const decides =
    visit.session?.operator === true ||
    visit.standing?.providers.some(({ slug }) => slug === description.provider.slug) === true;
  const version = versionOf(description);
  const answers = description.api.status !== 'retired' && description.api.deployments.length > 0;
  return (
    <>
      {answers ? (
        <a class="button button-primary" href={addresses.tryIt.to(version)}>
          {text.tryIt}
        </a>
      ) : null}
      {description.api.hasContract ? (
        <a class="button button-plain" href={addresses.reference.to(version)}>
          {text.reference}
        </a>
      ) : null}
      {description.api.openData && answers ? (
        <a class="button button-plain" href={addresses.apiData.to(version)}>
          {text.data}
        </a>
      ) : null}
      <a class="button button-plain" href={addresses.applications.to()}>
        {text.metrics}
      </a>
      {decides ? (
        <a class="button button-plain" href={addresses.consoleApiUsage.to(version)}>
          {text.usage}
        </a>
      ) : null}
      <a class="button button-plain" href={addresses.apiWhy.to(version)}>
        {text.why}
      </a>
    </>
  );
};

/** The versions side by side, and the way to what changed. */
const Versions = ({ language, description }: ApiPart) => {
  const text = texts[language];
  const { api, versions } = description;
  const tabs = versions.map((version) => ({
    label: version.status === 'published' ? version.version : `${version.version} (${text.status[version.status]})`,
    href: addresses.apiVersion.to({ provider: version.provider, api: version.slug, version: version.version }),
    current: version.version === api.version,
  }));
  if (tabs.length === 1) return null;
  return (
    <>
      <Tabs label={text.api.versions} tabs={tabs} />
      <p>
        <a href={addresses.apiChanges.to(versionOf(description))}>{text.api.changes}</a>
      </p>
    </>
  );
};

/** What is going to end, or has ended, when, and what to use instead. */
const End = ({ language, description: { api } }: ApiPart) => {
  const text = texts[language].api;
  if (api.status !== 'deprecated' && api.status !== 'retired' && api.sunsetAt === null) return null;
  const [provider = '', rest = ''] = api.successor?.split('/', 2) ?? [];
  const at = rest.lastIndexOf('@');
  return (
    <Notice kind="warning">
      {api.status === 'deprecated' ? <p>{text.deprecatedNotice}</p> : null}
      {api.status === 'retired' ? <p>{text.retiredNotice}</p> : null}
      {api.sunsetAt === null || api.status === 'retired' ? null : (
        <p>{text.sunsetNotice(formatDate(api.sunsetAt, language))}</p>
      )}
      {api.successor === null ? null : (
        <p>
          {text.successor}:{' '}
          <a href={addresses.apiVersion.to({ provider, api: rest.slice(0, at), version: rest.slice(at + 1) })}>
            {rest}
          </a>
        </p>
      )}
    </Notice>
  );
};

/** Products that open it, with their plans. */
const Access = ({ language, description: { products } }: ApiPart) => {
  const text = texts[language];
  return (
    <>
      <h2>{text.api.products}</h2>
      {products.length === 0 ? <p>{text.api.noProducts}</p> : <p>{text.api.productsLead}</p>}
      <div class="columns">
        {products.map((product) => (
          <section class="card">
            <h3>
              <a href={addresses.product.to(productParts(product.reference))}>{product.name[language]}</a>
            </h3>
            <PlanList language={language} plans={product.plans} validationNeeded={product.validationNeeded} />
            {product.plans.length === 0 ? null : (
              <p>
                <a class="button button-primary" href={addresses.subscribe.to(productParts(product.reference))}>
                  {text.product.subscribe}
                  <span class="unseen"> : {product.name[language]}</span>
                </a>
              </p>
            )}
          </section>
        ))}
      </div>
    </>
  );
};
