import classes from "./demo-accounts.module.css";

export interface DemoAccount {
  email: string;
  password: string;
  name: string;
  role: string;
}

export interface DemoAccountsProps {
  accounts: readonly DemoAccount[];
  onPick: (account: DemoAccount) => void;
}

/** The accounts of a demo with their passwords; one click fills the form. */
export function DemoAccounts({ accounts, onPick }: DemoAccountsProps) {
  return (
    <section className={classes.box} aria-labelledby="demo-accounts">
      <h2 className={classes.title} id="demo-accounts">
        This is a demo. Pick an account:
      </h2>
      <ul className={classes.list}>
        {accounts.map((account) => (
          <li key={account.email}>
            <button type="button" className={classes.account} onClick={() => onPick(account)}>
              <span className={classes.role}>{account.role}</span>
              <span className={classes.email}>{account.email}</span>
              <code className={classes.password}>{account.password}</code>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
