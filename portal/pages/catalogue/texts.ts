import { en } from '#portal/pages/catalogue/en.ts';
import { fr } from '#portal/pages/catalogue/fr.ts';

export const texts = { en, fr };
