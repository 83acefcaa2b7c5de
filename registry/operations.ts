/** Every operation on people and what is theirs: what the admin API and the command line offer, in this order. */
import { activateAccount } from '#registry/accounts/activate.ts';
import { createAccount } from '#registry/accounts/create.ts';
import { deactivateAccount } from '#registry/accounts/deactivate.ts';
import { getAccount } from '#registry/accounts/get.ts';
import { listAccounts } from '#registry/accounts/list.ts';
import { makeOperator, unmakeOperator } from '#registry/accounts/set-operator.ts';
import { resetSecondFactors } from '#registry/accounts/reset-second-factors.ts';
import { setPassword } from '#registry/accounts/set-password.ts';
import { createSandboxApplication } from '#registry/applications/create-sandbox.ts';
import { createApplication } from '#registry/applications/create.ts';
import { deleteApplication } from '#registry/applications/delete.ts';
import { disableApplication } from '#registry/applications/disable.ts';
import { enableApplication } from '#registry/applications/enable.ts';
import { getApplication } from '#registry/applications/get.ts';
import { getPicture } from '#registry/applications/get-picture.ts';
import { listApplications } from '#registry/applications/list.ts';
import { sendContactVerification } from '#registry/applications/send-contact-link.ts';
import { updateApplication } from '#registry/applications/update.ts';
import { readContactLink, verifyContact } from '#registry/applications/verify-contact.ts';
import { listAudit } from '#registry/audit/list.ts';
import { createApiKey } from '#registry/credentials/create-api-key.ts';
import { createSecret } from '#registry/credentials/create-secret.ts';
import { listApiKeys } from '#registry/credentials/list-api-keys.ts';
import { listSecrets } from '#registry/credentials/list-secrets.ts';
import { listCredentialNeeds } from '#registry/credentials/needs.ts';
import { rotateSecret } from '#registry/credentials/rotate-secret.ts';
import { showSecret } from '#registry/credentials/show-secret.ts';
import { updateCredential } from '#registry/credentials/update.ts';
import { withdrawApiKey } from '#registry/credentials/withdraw-api-key.ts';
import { withdrawSecret } from '#registry/credentials/withdraw-secret.ts';
import { allowPasswordClient, refusePasswordClient } from '#registry/issuers/password-clients.ts';
import { listMails } from '#registry/mails/list.ts';
import { sendMailAgain } from '#registry/mails/send-again.ts';
import { createCode } from '#registry/organisations/codes/create.ts';
import { listCodes } from '#registry/organisations/codes/list.ts';
import { withdrawCode } from '#registry/organisations/codes/withdraw.ts';
import { createOrganisation } from '#registry/organisations/create.ts';
import { getOrganisation } from '#registry/organisations/get.ts';
import { joinOrganisation } from '#registry/organisations/join.ts';
import { listOrganisations } from '#registry/organisations/list.ts';
import { addMember } from '#registry/organisations/members/add.ts';
import { changeMember } from '#registry/organisations/members/change.ts';
import { listMembers } from '#registry/organisations/members/list.ts';
import { removeMember } from '#registry/organisations/members/remove.ts';
import { updateOrganisation } from '#registry/organisations/update.ts';
import { assignProfile } from '#registry/profiles/assign.ts';
import { listProfiles } from '#registry/profiles/list.ts';
import { unassignProfile } from '#registry/profiles/unassign.ts';
import { listQuotas } from '#registry/quotas/list.ts';
import { grantRight } from '#registry/rights/grant.ts';
import { listRights } from '#registry/rights/list.ts';
import { revokeRight } from '#registry/rights/revoke.ts';
import { applySelection } from '#registry/selection/apply.ts';
import { listSelectableApis } from '#registry/selection/list.ts';
import { previewSelection } from '#registry/selection/preview.ts';
import { approveSubscription } from '#registry/subscriptions/approve.ts';
import { askPlan } from '#registry/subscriptions/ask-plan.ts';
import { decidePlan } from '#registry/subscriptions/decide-plan.ts';
import { getSubscription } from '#registry/subscriptions/get.ts';
import { listSubscriptions } from '#registry/subscriptions/list.ts';
import { listRequests } from '#registry/subscriptions/list-requests.ts';
import { rejectSubscription } from '#registry/subscriptions/reject.ts';
import { requestSubscription } from '#registry/subscriptions/request.ts';
import { resumeSubscription } from '#registry/subscriptions/resume.ts';
import { revokeSubscription } from '#registry/subscriptions/revoke.ts';
import { suspendSubscription } from '#registry/subscriptions/suspend.ts';
import { withdrawSubscription } from '#registry/subscriptions/withdraw.ts';
import { giveConsent } from '#registry/terms/give-consent.ts';
import { listConsents } from '#registry/terms/list-consents.ts';
import { listApplicationTerms } from '#registry/terms/of-application.ts';
import { explainRefusal } from '#registry/why/explain.ts';

export const peopleOperations = [
  createAccount,
  activateAccount,
  deactivateAccount,
  makeOperator,
  unmakeOperator,
  setPassword,
  resetSecondFactors,
  getAccount,
  listAccounts,
  createOrganisation,
  updateOrganisation,
  getOrganisation,
  listOrganisations,
  listMembers,
  joinOrganisation,
  addMember,
  changeMember,
  removeMember,
  createCode,
  listCodes,
  withdrawCode,
  createApplication,
  createSandboxApplication,
  updateApplication,
  enableApplication,
  disableApplication,
  deleteApplication,
  getApplication,
  listApplications,
  getPicture,
  sendContactVerification,
  readContactLink,
  verifyContact,
  explainRefusal,
  listQuotas,
  createSecret,
  showSecret,
  withdrawSecret,
  rotateSecret,
  createApiKey,
  listApiKeys,
  listCredentialNeeds,
  withdrawApiKey,
  listSecrets,
  updateCredential,
  requestSubscription,
  approveSubscription,
  rejectSubscription,
  suspendSubscription,
  resumeSubscription,
  revokeSubscription,
  withdrawSubscription,
  askPlan,
  decidePlan,
  getSubscription,
  listSubscriptions,
  listRequests,
  listSelectableApis,
  previewSelection,
  applySelection,
  giveConsent,
  listConsents,
  listApplicationTerms,
  assignProfile,
  unassignProfile,
  listProfiles,
  grantRight,
  revokeRight,
  listRights,
  allowPasswordClient,
  refusePasswordClient,
  listAudit,
  listMails,
  sendMailAgain,
] as const;
