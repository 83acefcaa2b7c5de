import { en } from '#portal/pages/operator/en.ts';
import { fr } from '#portal/pages/operator/fr.ts';

export const texts = { en, fr };
