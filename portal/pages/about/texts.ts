import { en } from '#portal/pages/about/en.ts';
import { fr } from '#portal/pages/about/fr.ts';

export const texts = { en, fr };
