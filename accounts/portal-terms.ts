/** The version of the portal's own terms that a sign-up accepts: changes whenever their text does. */
export const portalTermsVersion = '2026-11';
