import { broken } from "../mutation";

/** The React hooks. */
export const reactMutations = [
  ...broken("lib/client/hub/hooks.tsx", [
    ["CR-ONE", "client.close();", ""],
    ["CR-GONE", "clearTimeout(timer);", ""],
    ["CR-SSR", "() => initialState,", ""],
    [
      "CR-SSR",
      "const [client] = useState(create);",
      "const [client] = useState(() => { const made = create(); made.connect(); return made; });",
    ],
    ["CR-NO-PROVIDER", "if (client === null) throw", "if (false) throw"],
    ["CR-EVENT", "const onEvent = useEffectEvent(handler);", "const [onEvent] = useState(() => handler);"],
    ["CR-STREAM", "place.current = about.cursor;", ""],
    ["CR-INVOKE", "      ...options,", ""],
    ["CR-SUBSCRIPTION", "JSON.stringify([options.call, options.input])", "JSON.stringify([options.call])"],
    ["CR-RESULT", "const onAsked = useEffectEvent(handler);", "const [onAsked] = useState(() => handler);"],
  ]),
  ...broken("lib/client/hub/group.ts", [["CR-GROUP", "stopGroup();", ""]]),
];
