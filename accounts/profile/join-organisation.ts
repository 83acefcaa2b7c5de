import { Problem } from '#base/problem.ts';
import type { AccountServices } from '#accounts/services.ts';
import { actorOf, type Session } from '#accounts/sessions/session.ts';
import { demandPatience } from '#accounts/throttles.ts';
import { run } from '#registry/operation.ts';
import { joinOrganisation as join } from '#registry/organisations/join.ts';

/**
 * Makes who is logged in a member of the organisation of a code, and gives its name. Refused codes are counted: they must not
 * be guessed.
 *
 * @throws Problem `organisation.code_refused` (422), `organisation.already_member` (409), `account.throttled` (429)
 */
export async function joinOrganisation(
  { registry, throttles }: AccountServices,
  session: Session,
  organisationCode: string,
): Promise<string> {
  const { codeFailures } = throttles;
  const { accountId } = session;
  const nowMs = registry.clock.nowMs();
  demandPatience([[codeFailures, accountId]], nowMs);
  codeFailures.count(accountId, nowMs);
  try {
    const { name } = await run(registry, actorOf(session), join, { account: accountId, organisationCode });
    codeFailures.uncount(accountId);
    return name;
  } catch (cause) {
    if (!(cause instanceof Problem) || cause.code !== 'organisation.code_refused') codeFailures.uncount(accountId);
    throw cause;
  }
}
