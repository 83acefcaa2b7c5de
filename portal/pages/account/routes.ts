import { addresses } from '#portal/addresses.ts';
import { forAccounts, forEverybody, type PageRoute } from '#portal/page-route.ts';
import { sendActivation, showActivation } from '#portal/pages/account/activate.tsx';
import {
  sendChangeEmail,
  sendConfirmEmail,
  showChangeEmail,
  showConfirmEmail,
} from '#portal/pages/account/change-email.tsx';
import { sendChangePassword, showChangePassword } from '#portal/pages/account/change-password.tsx';
import {
  sendConfirmChallenge,
  sendConfirmIdentity,
  showConfirmIdentity,
} from '#portal/pages/account/confirm-identity.tsx';
import { sendDeleteAccount, showDeleteAccount } from '#portal/pages/account/delete-account.tsx';
import {
  sendLogin,
  sendLoginChallenge,
  sendLogout,
  sendPasskeyLogin,
  showLogin,
} from '#portal/pages/account/login.tsx';
import { sendForgotten, sendResend, showForgotten, showResend } from '#portal/pages/account/mailed-form.tsx';
import { downloadMyData, showMyData } from '#portal/pages/account/my-data.tsx';
import { sendPasskey, sendPasskeyChallenge, sendRemovePasskey, showPasskeys } from '#portal/pages/account/passkeys.tsx';
import { sendJoin, showOrganisations } from '#portal/pages/account/organisations.tsx';
import { sendProfile, showProfile } from '#portal/pages/account/profile.tsx';
import { sendRecoveryCodes, showRecoveryCodes } from '#portal/pages/account/recovery-codes.tsx';
import { sendReset, showReset } from '#portal/pages/account/reset.tsx';
import { sendFactorChallenge, sendSecondFactor, showSecondFactor } from '#portal/pages/account/second-factor.tsx';
import { showSecurity } from '#portal/pages/account/security.tsx';
import { sendEndOtherSessions, sendEndSession, showSessions } from '#portal/pages/account/sessions.tsx';
import { sendSignUp, showSignUp } from '#portal/pages/account/sign-up.tsx';
import { sendRemoveTotp, sendTotp, showRemoveTotp, showTotp } from '#portal/pages/account/totp.tsx';
import { whenConfirmed } from '#portal/visit/confirmed.ts';

export const accountPages: readonly PageRoute[] = [
  forEverybody('get', addresses.signUp, showSignUp),
  forEverybody('post', addresses.signUp, sendSignUp),
  forEverybody('get', addresses.activate, showActivation),
  forEverybody('post', addresses.activate, sendActivation),
  forEverybody('get', addresses.resendActivation, showResend),
  forEverybody('post', addresses.resendActivation, sendResend),
  forEverybody('get', addresses.login, showLogin),
  forEverybody('post', addresses.login, sendLogin),
  forEverybody('post', addresses.loginPasskeyChallenge, sendLoginChallenge),
  forEverybody('post', addresses.loginPasskey, sendPasskeyLogin),
  forEverybody('get', addresses.secondFactor, showSecondFactor),
  forEverybody('post', addresses.secondFactor, sendSecondFactor),
  forEverybody('post', addresses.secondFactorChallenge, sendFactorChallenge),
  forEverybody('post', addresses.logout, sendLogout),
  forEverybody('get', addresses.forgotten, showForgotten),
  forEverybody('post', addresses.forgotten, sendForgotten),
  forEverybody('get', addresses.resetPassword, showReset),
  forEverybody('post', addresses.resetPassword, sendReset),
  forEverybody('get', addresses.confirmEmail, showConfirmEmail),
  forEverybody('post', addresses.confirmEmail, sendConfirmEmail),

  forAccounts('get', addresses.confirmIdentity, showConfirmIdentity),
  forAccounts('post', addresses.confirmIdentity, sendConfirmIdentity),
  forAccounts('post', addresses.confirmIdentityChallenge, sendConfirmChallenge),
  forAccounts('get', addresses.profile, showProfile),
  forAccounts('post', addresses.profile, sendProfile),
  forAccounts('get', addresses.changeEmail, whenConfirmed(showChangeEmail)),
  forAccounts('post', addresses.changeEmail, whenConfirmed(sendChangeEmail)),
  forAccounts('get', addresses.security, showSecurity),
  forAccounts('get', addresses.changePassword, showChangePassword),
  forAccounts('post', addresses.changePassword, sendChangePassword),
  forAccounts('get', addresses.totp, whenConfirmed(showTotp)),
  forAccounts('post', addresses.totp, whenConfirmed(sendTotp)),
  forAccounts('get', addresses.removeTotp, whenConfirmed(showRemoveTotp)),
  forAccounts('post', addresses.removeTotp, whenConfirmed(sendRemoveTotp)),
  forAccounts('get', addresses.passkeys, whenConfirmed(showPasskeys)),
  forAccounts('post', addresses.passkeys, whenConfirmed(sendPasskey)),
  forAccounts('post', addresses.passkeyChallenge, whenConfirmed(sendPasskeyChallenge)),
  forAccounts('post', addresses.removePasskey, whenConfirmed(sendRemovePasskey)),
  forAccounts('get', addresses.recoveryCodes, whenConfirmed(showRecoveryCodes)),
  forAccounts('post', addresses.recoveryCodes, whenConfirmed(sendRecoveryCodes)),
  forAccounts('get', addresses.sessions, showSessions),
  forAccounts('post', addresses.endOtherSessions, sendEndOtherSessions),
  forAccounts('post', addresses.endSession, sendEndSession),
  forAccounts('get', addresses.myOrganisations, showOrganisations),
  forAccounts('post', addresses.myOrganisations, sendJoin),
  forAccounts('get', addresses.myData, showMyData),
  forAccounts('get', addresses.exportMyData, whenConfirmed(downloadMyData)),
  forAccounts('get', addresses.deleteAccount, whenConfirmed(showDeleteAccount)),
  forAccounts('post', addresses.deleteAccount, whenConfirmed(sendDeleteAccount)),
];
