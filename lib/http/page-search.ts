/** What Next hands to a page of its address. */
export type PageSearch = Record<string, string | string[] | undefined>;

/** The address's parameters; of a repeated one the first counts. */
export const searchParams = (search: PageSearch): URLSearchParams =>
  new URLSearchParams(
    Object.entries(search).flatMap(([name, value]): [string, string][] => {
      const first = Array.isArray(value) ? value[0] : value;
      return first === undefined ? [] : [[name, first]];
    }),
  );
