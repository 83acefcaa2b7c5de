import { en } from '#portal/layout/en.ts';
import { fr } from '#portal/layout/fr.ts';

export const texts = { en, fr };
