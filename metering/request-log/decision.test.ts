import assert from 'node:assert/strict';
import test from 'node:test';
import { explainDecision, type DecidedEntry, type People } from '#metering/request-log/decision.ts';
import { decisionSteps, reasonMeanings } from '#metering/request-log/reasons.ts';

const people: People = {
  viewer: { consumer: true, provider: false, operator: false },
  consumer: { organisation: 'MTES', application: { email: 'dev@mtes.example' } },
  provider: {
    api: { approverEmail: 'approver@aife.example', administratorEmail: 'admin@aife.example' },
    provider: { name: { en: 'AIFE', fr: 'AIFE' }, contactEmail: 'contact@aife.example' },
  },
};

const entry: DecidedEntry = { reason: null, outcome: 'answered', status: 200, apiId: 'some' };
const refused = (reason: string, more: Partial<DecidedEntry> = {}) =>
  explainDecision({ ...entry, outcome: 'refused', status: 403, reason, ...more }, people);
const statesOf = ({ steps }: ReturnType<typeof refused>) =>
  Object.fromEntries(steps.map(({ step, state }) => [step, state]));

test('a refusal passed the steps before, stopped at its own and did not reach those behind', () => {
  const decision = refused('terms.not_accepted');
  assert.equal(decision.stoppedAt, 'terms');
  assert.deepEqual(statesOf(decision), {
    ...{ head: 'passed', route: 'passed', cors: 'passed', operation: 'passed', credential: 'passed' },
    ...{ application: 'passed', subscription: 'passed', terms: 'stopped' },
    ...{ scope: 'not_reached', limits: 'not_reached', body: 'not_reached', upstream: 'not_reached' },
  });
  assert.equal(decision.who?.kind, 'you');
});

test('who can change it is the approver, the administrator, the operator or who calls', () => {
  assert.equal(refused('limit.quota_day').who?.mail, 'approver@aife.example');
  assert.equal(refused('upstream.slow').who?.mail, 'admin@aife.example');
  assert.equal(refused('token.unverifiable').who?.kind, 'operator');
  const nobody = explainDecision(
    { ...entry, outcome: 'refused', reason: 'credential.missing' },
    { ...people, consumer: null },
  );
  assert.deepEqual([nobody.who?.kind, nobody.who?.mail], ['consumer', null]);
});

test('a fault of the request stops at its head, or at its body once an API was found', () => {
  assert.equal(refused('request.malformed', { apiId: null }).stoppedAt, 'head');
  assert.equal(refused('request.too_slow').stoppedAt, 'body');
});

test('what is not known is not claimed', () => {
  for (const reason of ['gateway.fault', 'reason.of_tomorrow', 'constructor']) {
    const decision = refused(reason);
    assert.equal(decision.stoppedAt, null);
    assert.ok(decision.steps.every(({ state }) => state === 'unknown'));
  }
  assert.match(refused('reason.of_tomorrow').text.en, /reason\.of_tomorrow/);
});

test('an answer that is an error came from the service, not from the gateway', () => {
  const passed = explainDecision(entry, people);
  assert.ok(passed.steps.every(({ state }) => state === 'passed'));
  assert.equal(passed.who, null);
  const failed = explainDecision({ ...entry, status: 500 }, people);
  assert.match(failed.text.en, /status 500 comes from the service/);
  assert.equal(failed.who?.mail, 'admin@aife.example');
  assert.equal(explainDecision({ ...entry, status: 404 }, people).who?.kind, 'you');
});

test('an answer that broke off, and a client that went away, end at the service', () => {
  for (const outcome of ['cut', 'abandoned'] as const) {
    const decision = explainDecision({ ...entry, outcome }, people);
    assert.deepEqual([decision.stoppedAt, statesOf(decision)['body']], ['upstream', 'passed']);
  }
});

test('every reason explains itself in two languages, at a step of the list', () => {
  for (const [reason, { step, text }] of Object.entries(reasonMeanings)) {
    assert.ok(step === null || decisionSteps.includes(step), reason);
    assert.ok(text.en.length > 20 && text.fr.length > 20 && text.en !== text.fr, reason);
  }
});
