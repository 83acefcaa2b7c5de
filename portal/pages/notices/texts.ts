import { en } from '#portal/pages/notices/en.ts';
import { fr } from '#portal/pages/notices/fr.ts';

export const texts = { en, fr };
