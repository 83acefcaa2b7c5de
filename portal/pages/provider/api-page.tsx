/** One version of an API: what its contract says, its settings, and its life. */
import { reviewContract } from '#registry/offer/apis/review-contract.ts';
import { run } from '#registry/operation.ts';
import { ActionButton, Form, FormButtons } from '#ui/components/form.tsx';
import { Card } from '#ui/components/page-parts.tsx';
import type { FormState } from '#ui/form-state.ts';
import { addresses } from '#portal/addresses.ts';
import { StatusBadge } from '#portal/pages/catalogue/status-badge.tsx';
import { LifeCard } from '#portal/pages/provider/api-life.tsx';
import { Differences, Findings } from '#portal/pages/provider/api-review.tsx';
import { givenSettings, SettingsForm } from '#portal/pages/provider/api-settings.tsx';
import { shown, showConsole } from '#portal/pages/provider/frame.tsx';
import { readNamedApi, type NamedApi } from '#portal/pages/provider/named-api.ts';
import { ContractFields } from '#portal/pages/provider/publish.tsx';
import { texts } from '#portal/pages/provider/texts.ts';
import { freshForm } from '#portal/visit/form.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

/** The forms of the page that were sent and have faults; the others are shown fresh. */
export type SentForms = {
  readonly settings?: FormState;
  readonly contract?: FormState;
  readonly life?: FormState;
  readonly publish?: FormState;
};

export async function showApi(visit: AccountVisit): Promise<Response> {
  return showNamedApi(visit, await readNamedApi(visit), {}, 200);
}

export async function showNamedApi(
  visit: AccountVisit,
  named: NamedApi,
  sent: SentForms,
  status: number,
): Promise<Response> {
  const { offer, api, name, at } = named;
  const { language, services, actor } = visit;
  const text = texts[language];
  const review = await run(services.registry, actor, reviewContract, { provider: at.provider, api: name });
  return showConsole(visit, {
    ...{ offer, area: 'apis', status, title: text.api.title(shown(api.name, visit), api.version) },
    above: { label: text.apis.title, href: addresses.consoleApis.to({ provider: at.provider }) },
    actions: (
      <>
        <StatusBadge language={language} status={api.status} />
        {api.status === 'draft' ? null : <a href={addresses.apiVersion.to(at)}>{text.api.page}</a>}
        <a href={addresses.consoleApiUsage.to(at)}>{text.area.usage}</a>
        <a href={addresses.consoleApiRequests.to(at)}>{text.api.requests}</a>
        <a href={addresses.consolePublish.to({ provider: at.provider }, { slug: api.slug })}>{text.api.newVersion}</a>
      </>
    ),
    body: (
      <>
        <Card title={text.api.contract}>
          <Findings visit={visit} review={review} />
          <Differences visit={visit} review={review} version={api.version} />
          {api.status === 'retired' ? null : <ContractForms visit={visit} named={named} sent={sent} />}
        </Card>
        {api.status === 'retired' ? null : (
          <Card title={text.api.settings}>
            <SettingsForm
              visit={visit}
              offer={offer}
              form={sent.settings ?? freshForm(visit, givenSettings(api))}
              action={addresses.consoleApi.to(at)}
            />
          </Card>
        )}
        {api.status === 'retired' ? null : (
          <LifeCard
            visit={visit}
            named={named}
            form={
              sent.life ?? freshForm(visit, { sunset: api.sunset?.slice(0, 10) ?? '', successor: api.successor ?? '' })
            }
          />
        )}
      </>
    ),
  });
}

type Props = { readonly visit: AccountVisit; readonly named: NamedApi; readonly sent: SentForms };

const ContractForms = ({ visit, named, sent }: Props) => {
  const text = texts[visit.language].api;
  const { api, facts, at } = named;
  const waits = facts.contractWaits || api.status === 'draft';
  const form = sent.contract ?? freshForm(visit);
  const csrfToken = visit.csrfToken();
  return (
    <>
      {facts.contractWaits ? <p>{text.waits}</p> : null}
      {api.status === 'draft' ? <p>{text.draft}</p> : null}
      {waits ? (
        <Form action={addresses.consoleApiPublish.to(at)} csrfToken={csrfToken} form={sent.publish ?? freshForm(visit)}>
          <p>{text.publishHint}</p>
          <FormButtons label={text.publish} />
        </Form>
      ) : null}
      {facts.contractWaits ? (
        <ActionButton action={addresses.consoleApiDiscard.to(at)} csrfToken={csrfToken} label={text.discard} />
      ) : null}
      <h3>{text.upload}</h3>
      <Form action={addresses.consoleApiContract.to(at)} csrfToken={csrfToken} form={form} files>
        <ContractFields visit={visit} form={form} />
        <FormButtons label={text.uploadButton} />
      </Form>
    </>
  );
};
