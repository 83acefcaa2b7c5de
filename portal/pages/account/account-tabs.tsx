import { Tabs } from '#ui/components/page-parts.tsx';
import { addresses } from '#portal/addresses.ts';
import { texts } from '#portal/pages/account/texts.ts';
import type { Visit } from '#portal/visit/visit.ts';

type Tab = 'profile' | 'security' | 'sessions' | 'organisations' | 'notices' | 'data';

/** The pages of one's own account, side by side. */
export const AccountTabs = ({ visit, current }: { readonly visit: Visit; readonly current: Tab }) => {
  const { tabs } = texts[visit.language];
  const pages = [
    ['profile', addresses.profile],
    ['security', addresses.security],
    ['sessions', addresses.sessions],
    ['organisations', addresses.myOrganisations],
    ['notices', addresses.myNotices],
    ['data', addresses.myData],
  ] as const;
  return (
    <Tabs
      label={tabs.label}
      tabs={pages.map(([name, address]) => ({ label: tabs[name], href: address.to(), current: name === current }))}
    />
  );
};
