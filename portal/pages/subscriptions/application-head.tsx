import { Breadcrumbs, PageHead } from '#ui/components/page-parts.tsx';
import { addresses } from '#portal/addresses.ts';
import { texts } from '#portal/pages/subscriptions/texts.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

type HeadProps = {
  readonly visit: AccountVisit;
  readonly application: { readonly id: string; readonly name: string };
  readonly title: string;
  readonly lead: string;
  readonly current: 'apis' | 'terms';
};

/** The head of a page about one side of an application. */
export const ApplicationHead = ({ visit, application, title, lead, current }: HeadProps) => {
  const own = { application: application.id };
  const text = texts[visit.language];
  const apis = { label: text.apis.tab, href: addresses.applicationApis.to(own) };
  const crumbs = [
    { label: application.name, href: addresses.application.to(own) },
    ...(current === 'apis' ? [{ label: text.apis.tab }] : [apis, { label: text.apis.consentLink }]),
  ];
  return (
    <>
      <Breadcrumbs label={application.name} crumbs={crumbs} />
      <PageHead title={title} lead={lead} />
    </>
  );
};
