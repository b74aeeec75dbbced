import type { Page } from '@playwright/test';

/** Asking who is here, before anyone has signed in, is answered 401: that is the answer, not a failure. */
const isSignInQuestion = (url: string, status: number) => status === 401 && url.endsWith('/api/session');

/** Collects whatever a person would not see and still should not happen. Aborted requests belong to a left page. */
export function watch(page: Page): string[] {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(`exception: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() !== 'error') return;
    const { url } = message.location();
    if (message.text().includes('401') && isSignInQuestion(url, 401)) return;
    problems.push(`console: ${message.text()} (${url})`);
  });
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    if (why !== 'net::ERR_ABORTED') problems.push(`request: ${request.method()} ${request.url()} ${why}`);
  });
  page.on('response', (response) => {
    if (response.status() < 400 || isSignInQuestion(response.url(), response.status())) return;
    problems.push(`answer: ${response.status()} ${response.request().method()} ${response.url()}`);
  });
  return problems;
}
