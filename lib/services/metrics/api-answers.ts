/** Counts the API's answers since the start. */
export interface ApiAnswers {
  count(status: number): void;
  /** `errors` are those that failed on the server's side (5xx): what a client did wrong is no fault of the service. */
  totals(): { answers: number; errors: number };
}

export function createApiAnswers(): ApiAnswers {
  let answers = 0;
  let errors = 0;
  return {
    count(status) {
      answers++;
      if (status >= 500) errors++;
    },
    totals: () => ({ answers, errors }),
  };
}
