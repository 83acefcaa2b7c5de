import { addresses } from '#portal/addresses.ts';
import { forEverybody, type PageRoute } from '#portal/page-route.ts';
import { showGettingStarted } from '#portal/pages/home/getting-started.tsx';
import { showHome } from '#portal/pages/home/home.tsx';
import { chooseLanguage } from '#portal/pages/home/choose-language.ts';

export const homePages: readonly PageRoute[] = [
  forEverybody('get', addresses.home, showHome),
  forEverybody('get', addresses.gettingStarted, showGettingStarted),
  forEverybody('get', addresses.language, chooseLanguage),
];
