/** The frame of the operator's pages: the areas side by side, and what all lists here share. */
import type { Child } from 'hono/jsx';
import { addresses } from '#portal/addresses.ts';
import type { Language } from '#base/language.ts';
import { texts } from '#portal/pages/operator/texts.ts';
import { Breadcrumbs, EmptyState, PageHead, Tabs } from '#ui/components/page-parts.tsx';

export type Area =
  | 'overview'
  | 'usage'
  | 'organisations'
  | 'accounts'
  | 'providers'
  | 'issuers'
  | 'requests'
  | 'audit'
  | 'mails';

function areas(language: Language): readonly (readonly [area: Area, label: string, href: string])[] {
  const text = texts[language];
  return [
    ['overview', text.overview, addresses.operator.to()],
    ['usage', text.usage, addresses.operatorUsage.to()],
    ['organisations', text.organisations.title, addresses.operatorOrganisations.to()],
    ['accounts', text.accounts.title, addresses.operatorAccounts.to()],
    ['providers', text.providers.title, addresses.operatorProviders.to()],
    ['issuers', text.issuers.title, addresses.operatorIssuers.to()],
    ['requests', text.requests, addresses.operatorRequests.to()],
    ['audit', text.audit.title, addresses.operatorAudit.to()],
    ['mails', text.mails.title, addresses.operatorMails.to()],
  ];
}

type FrameProps = {
  readonly language: Language;
  readonly area: Area;
  readonly title: string;
  readonly lead?: string;
  readonly actions?: Child;
  /** For a page of one thing: the pages above it, the area's own first. */
  readonly above?: readonly { readonly label: string; readonly href: string }[];
  readonly children?: Child;
};

export const OperatorFrame = ({ language, area, title, lead, actions, above, children }: FrameProps) => (
  <>
    <Tabs
      label={texts[language].areas}
      tabs={areas(language).map(([name, label, href]) => ({ label, href, current: name === area }))}
    />
    {above === undefined ? null : <Breadcrumbs label={texts[language].way} crumbs={[...above, { label: title }]} />}
    <PageHead title={title} {...(lead === undefined ? {} : { lead })} actions={actions} />
    {children}
  </>
);

/** What stands instead of an empty list: that a search found nothing, or what would be here. */
export const NothingHere = (props: {
  readonly language: Language;
  readonly searched: boolean;
  readonly title: string;
  readonly why: string;
}) => {
  const text = texts[props.language];
  return props.searched ? (
    <EmptyState title={text.nothingFound}>
      <p>{text.nothingFoundWhy}</p>
    </EmptyState>
  ) : (
    <EmptyState title={props.title}>
      <p>{props.why}</p>
    </EmptyState>
  );
};
