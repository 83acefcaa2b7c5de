import { addresses } from '#portal/addresses.ts';
import { forEverybody, type PageRoute } from '#portal/page-route.ts';
import { showError } from '#portal/pages/about/error-page.tsx';
import { showText } from '#portal/pages/about/text-page.tsx';

export const aboutPages: readonly PageRoute[] = [
  forEverybody('get', addresses.privacy, showText('privacy')),
  forEverybody('get', addresses.accessibility, showText('accessibility')),
  forEverybody('get', addresses.errorPage, showError),
  forEverybody('get', addresses.portalTerms, showText('terms')),
];
