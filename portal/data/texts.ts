import { en } from '#portal/data/en.ts';
import { fr } from '#portal/data/fr.ts';

export const texts = { en, fr };
