import { en } from '#portal/pages/provider/en.ts';
import { fr } from '#portal/pages/provider/fr.ts';

export const texts = { en, fr };
