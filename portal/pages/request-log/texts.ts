import { en } from '#portal/pages/request-log/en.ts';
import { fr } from '#portal/pages/request-log/fr.ts';

export const texts = { en, fr };
