import { en } from '#portal/pages/home/en.ts';
import { fr } from '#portal/pages/home/fr.ts';

export const texts = { en, fr };
