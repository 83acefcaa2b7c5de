import { en } from '#portal/pages/applications/en.ts';
import { fr } from '#portal/pages/applications/fr.ts';

export const texts = { en, fr };
