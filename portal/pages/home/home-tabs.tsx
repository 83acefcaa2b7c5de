import { addresses } from '#portal/addresses.ts';
import { texts } from '#portal/pages/home/texts.ts';
import type { Visit } from '#portal/visit/visit.ts';
import { Tabs } from '#ui/components/page-parts.tsx';

type HomeTabsProps = { readonly visit: Visit; readonly current: 'home' | 'gettingStarted' };

/** The doors of the portal as the Webstat guide shows them: getting started, products, applications. */
export const HomeTabs = ({ visit: { language, services }, current }: HomeTabsProps) => {
  const text = texts[language];
  return (
    <Tabs
      label={text.tabs}
      tabs={[
        { label: services.brand.name, href: addresses.home.to(), current: current === 'home' },
        { label: text.gettingStarted, href: addresses.gettingStarted.to(), current: current === 'gettingStarted' },
        { label: text.products, href: addresses.catalogue.to(), current: false },
        { label: text.applications, href: addresses.applications.to(), current: false },
      ]}
    />
  );
};
