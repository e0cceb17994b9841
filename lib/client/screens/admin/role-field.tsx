"use client";

import { NativeSelect, type NativeSelectProps } from "@mantine/core";
import type { Role } from "@/lib/contracts/permissions";
import { roleChoices } from "./user-changes";

/** A role, with what it may do below. */
export function RoleField({
  value,
  onChange,
  ...rest
}: Omit<NativeSelectProps, "value" | "onChange"> & {
  value: Role;
  onChange: (role: Role) => void;
}) {
  const chosen = roleChoices.find((choice) => choice.value === value);
  return (
    <NativeSelect
      label="Role"
      description={chosen?.about}
      inputWrapperOrder={["label", "input", "description", "error"]}
      data={roleChoices.map(({ value: role, label }) => ({ value: role, label }))}
      value={value}
      onChange={(event) => {
        const next = roleChoices.find((choice) => choice.value === event.currentTarget.value);
        if (next) onChange(next.value);
      }}
      {...rest}
    />
  );
}
