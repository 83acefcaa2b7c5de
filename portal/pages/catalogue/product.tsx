import type { z } from 'zod';
import { portalItself } from '#accounts/actor.ts';
import type { Language } from '#base/language.ts';
import { addresses } from '#portal/addresses.ts';
import { PlanList } from '#portal/pages/catalogue/plan-list.tsx';
import { StatusBadge } from '#portal/pages/catalogue/status-badge.tsx';
import { texts } from '#portal/pages/catalogue/texts.ts';
import { keepable } from '#portal/public-answer.ts';
import { renderMarkdown } from '#portal/reference/markdown.ts';
import { showPage } from '#portal/show-page.tsx';
import { param, type Visit } from '#portal/visit/visit.ts';
import { describeProduct } from '#registry/catalogue/describe-product.ts';
import type { apiSummarySchema } from '#registry/catalogue/schema.ts';
import { run } from '#registry/operation.ts';
import { DataTable } from '#ui/components/data-table.tsx';
import { Breadcrumbs, PageHead } from '#ui/components/page-parts.tsx';
import { words } from '#ui/words.ts';

/** A product: what it holds, under which plans, and the way to subscribe. */
export async function showProduct(visit: Visit): Promise<Response> {
  const { language, services } = visit;
  const text = texts[language];
  const asked = { provider: param(visit, 'provider'), product: param(visit, 'product') };
  const { product, provider, apis } = await run(services.registry, portalItself, describeProduct, asked);
  const name = product.name[language];
  const description = product.description[language];
  const page = await showPage(visit, {
    title: text.product.title(name),
    description: description === '' ? text.provider.description(provider.name[language]) : description.slice(0, 160),
    body: (
      <>
        <Breadcrumbs
          label={text.crumbs}
          crumbs={[{ label: text.catalogue.title, href: addresses.catalogue.to() }, { label: name }]}
        />
        <PageHead
          title={name}
          lead={
            <>
              {text.by} <a href={addresses.providerPage.to({ provider: provider.slug })}>{provider.name[language]}</a>
            </>
          }
          actions={
            product.plans.length === 0 ? undefined : (
              <a class="button button-primary" href={addresses.subscribe.to(asked)}>
                {text.product.subscribe}
              </a>
            )
          }
        />
        {description === '' ? null : (
          <div class="prose" dangerouslySetInnerHTML={{ __html: renderMarkdown(description) }} />
        )}
        <h2>{text.product.plans}</h2>
        <p>{text.product.plansLead}</p>
        <PlanList language={language} plans={product.plans} validationNeeded={product.validationNeeded} />
        {product.plans.length === 0 ? null : <p class="small">{text.product.subscribeHint}</p>}
        <h2>{text.product.apis}</h2>
        <ApiTable language={language} apis={apis} />
        <p>
          {text.product.contact} <a href={`mailto:${provider.contact}`}>{provider.contact}</a>
        </p>
      </>
    ),
  });
  return keepable(visit, page);
}

type Api = z.output<typeof apiSummarySchema>;

const ApiTable = ({ language, apis }: { readonly language: Language; readonly apis: readonly Api[] }) => {
  const text = texts[language];
  if (apis.length === 0) return <p>{text.product.noApis}</p>;
  const address = ({ provider, slug: api, version }: Api): string =>
    addresses.apiVersion.to({ provider, api, version });
  return (
    <DataTable
      caption={text.product.apisCaption}
      captionHidden
      rows={apis}
      columns={[
        { title: text.kind.api, names: true, cell: (api) => <a href={address(api)}>{api.name[language]}</a> },
        { title: text.api.version, cell: (api) => api.version },
        { title: text.api.status, cell: (api) => <StatusBadge language={language} status={api.status} /> },
        { title: text.api.environments, cell: (api) => environmentNames(api, language) },
        { title: text.api.validation, cell: (api) => (api.validationNeeded ? text.api.yes : text.api.no) },
      ]}
    />
  );
};

function environmentNames({ environments }: Api, language: Language): string {
  return environments.map((environment) => words[language].environment[environment]).join(', ');
}
