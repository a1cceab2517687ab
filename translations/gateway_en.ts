<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>gateway::ui::BudgetsCard</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gateway::ui::BulkLimitsDialog</name>
    <message numerus="yes">
        <source>Limits of %n keys</source>
        <translation>
            <numerusform>Limits of %n key</numerusform>
            <numerusform>Limits of %n keys</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Limits of %n users</source>
        <translation>
            <numerusform>Limits of %n user</numerusform>
            <numerusform>Limits of %n users</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Apply to %n</source>
        <translation>
            <numerusform>Apply to %n</numerusform>
            <numerusform>Apply to %n</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gateway::ui::CallInspector</name>
    <message numerus="yes">
        <source>Prompts and answers are not kept. Switched on, they stay unencrypted in the database for %n days.</source>
        <translation>
            <numerusform>Prompts and answers are not kept. Switched on, they stay unencrypted in the database for %n day.</numerusform>
            <numerusform>Prompts and answers are not kept. Switched on, they stay unencrypted in the database for %n days.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gateway::ui::Format</name>
    <message numerus="yes">
        <source>%n d ago</source>
        <translation>
            <numerusform>%n d ago</numerusform>
            <numerusform>%n d ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n h ago</source>
        <translation>
            <numerusform>%n h ago</numerusform>
            <numerusform>%n h ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min ago</source>
        <translation>
            <numerusform>%n min ago</numerusform>
            <numerusform>%n min ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in %n d</source>
        <translation>
            <numerusform>in %n d</numerusform>
            <numerusform>in %n d</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in %n h</source>
        <translation>
            <numerusform>in %n h</numerusform>
            <numerusform>in %n h</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in %n min</source>
        <translation>
            <numerusform>in %n min</numerusform>
            <numerusform>in %n min</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gateway::ui::HealthText</name>
    <message numerus="yes">
        <source>%1 requests today</source>
        <translation>
            <numerusform>%1 request today</numerusform>
            <numerusform>%1 requests today</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gateway::ui::KeysPage</name>
    <message numerus="yes">
        <source>%n keys revoked</source>
        <translation>
            <numerusform>%n key revoked</numerusform>
            <numerusform>%n keys revoked</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Limits of %n keys set</source>
        <translation>
            <numerusform>Limits of %n key set</numerusform>
            <numerusform>Limits of %n keys set</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Revoke %n keys</source>
        <translation>
            <numerusform>Revoke %n key</numerusform>
            <numerusform>Revoke %n keys</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Revoke %n keys…</source>
        <translation>
            <numerusform>Revoke %n key…</numerusform>
            <numerusform>Revoke %n keys…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Revoke %n keys?</source>
        <translation>
            <numerusform>Revoke %n key?</numerusform>
            <numerusform>Revoke %n keys?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Set limits of %n keys…</source>
        <translation>
            <numerusform>Set limits of %n key…</numerusform>
            <numerusform>Set limits of %n keys…</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gateway::ui::LimitText</name>
    <message numerus="yes">
        <source>%n address ranges</source>
        <translation>
            <numerusform>one address range</numerusform>
            <numerusform>%n address ranges</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gateway::ui::LimitsForm</name>
    <message numerus="yes">
        <source>After %n days</source>
        <translation>
            <numerusform>After one day</numerusform>
            <numerusform>After %n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gateway::ui::LiveCallsView</name>
    <message numerus="yes">
        <source>%n in flight</source>
        <translation>
            <numerusform>%n in flight</numerusform>
            <numerusform>%n in flight</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gateway::ui::ModelsPage</name>
    <message numerus="yes">
        <source>%n prices imported</source>
        <translation>
            <numerusform>%n price imported</numerusform>
            <numerusform>%n prices imported</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unpriced</source>
        <translation>
            <numerusform>%n unpriced</numerusform>
            <numerusform>%n unpriced</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gateway::ui::MonthText</name>
    <message numerus="yes">
        <source>%n requests have no price</source>
        <translation>
            <numerusform>%n request has no price</numerusform>
            <numerusform>%n requests have no price</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 requests, %2 tokens, %3</source>
        <translation>
            <numerusform>%1 request, %2 tokens, %3</numerusform>
            <numerusform>%1 requests, %2 tokens, %3</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gateway::ui::OverviewChart</name>
    <message numerus="yes">
        <source>%n others</source>
        <translation>
            <numerusform>%n other</numerusform>
            <numerusform>%n others</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gateway::ui::OverviewTiles</name>
    <message numerus="yes">
        <source>%n requests unpriced</source>
        <translation>
            <numerusform>%n request unpriced</numerusform>
            <numerusform>%n requests unpriced</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failed or stopped</source>
        <translation>
            <numerusform>%n failed or stopped</numerusform>
            <numerusform>%n failed or stopped</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gateway::ui::PriceImportDialog</name>
    <message numerus="yes">
        <source>%n entries of the list are left out: models that this gateway does not have, prices that are not by the token, and what you have set by hand.</source>
        <translation>
            <numerusform>%n entry of the list is left out: models that this gateway does not have, prices that are not by the token, and what you have set by hand.</numerusform>
            <numerusform>%n entries of the list are left out: models that this gateway does not have, prices that are not by the token, and what you have set by hand.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Import %n prices</source>
        <translation>
            <numerusform>Import %n price</numerusform>
            <numerusform>Import %n prices</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gateway::ui::ProblemsCard</name>
    <message numerus="yes">
        <source>%1 · %n requests</source>
        <translation>
            <numerusform>%1 · %n request</numerusform>
            <numerusform>%1 · %n requests</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gateway::ui::ProviderCard</name>
    <message numerus="yes">
        <source>%n models</source>
        <translation>
            <numerusform>%n model</numerusform>
            <numerusform>%n models</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n provider keys</source>
        <translation>
            <numerusform>%n provider key</numerusform>
            <numerusform>%n provider keys</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gateway::ui::ProviderForm</name>
    <message numerus="yes">
        <source>%n models.</source>
        <translation>
            <numerusform>%n model.</numerusform>
            <numerusform>%n models.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gateway::ui::ProviderKeyDialog</name>
    <message numerus="yes">
        <source>%1 has %n provider keys. Requests use all of them in turn, and the others when one is refused or at its limit.</source>
        <translation>
            <numerusform>%1 has one provider key. Requests will use both in turn, and the other when one is refused or at its limit.</numerusform>
            <numerusform>%1 has %n provider keys. Requests use all of them in turn, and the others when one is refused or at its limit.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gateway::ui::QuitDialog</name>
    <message numerus="yes">
        <source>Quit with %n requests in flight?</source>
        <translation>
            <numerusform>Quit with %n request in flight?</numerusform>
            <numerusform>Quit with %n requests in flight?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Waiting for %n requests</source>
        <translation>
            <numerusform>Waiting for %n request</numerusform>
            <numerusform>Waiting for %n requests</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gateway::ui::RequestsList</name>
    <message numerus="yes">
        <source>%n new</source>
        <translation>
            <numerusform>%n new</numerusform>
            <numerusform>%n new</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gateway::ui::RequestsPage</name>
    <message numerus="yes">
        <source>%1 requests</source>
        <translation>
            <numerusform>%1 request</numerusform>
            <numerusform>%1 requests</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gateway::ui::SendAgainDialog</name>
    <message numerus="yes">
        <source>%n bytes</source>
        <translation>
            <numerusform>%n byte</numerusform>
            <numerusform>%n bytes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gateway::ui::SharesCard</name>
    <message numerus="yes">
        <source>%n others</source>
        <translation>
            <numerusform>%n other</numerusform>
            <numerusform>%n others</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n requests have no price.</source>
        <translation>
            <numerusform>%n request has no price.</numerusform>
            <numerusform>%n requests have no price.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: %2 tokens in %3 requests</source>
        <translation>
            <numerusform>%1: %2 tokens in %3 request</numerusform>
            <numerusform>%1: %2 tokens in %3 requests</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gateway::ui::StateCard</name>
    <message numerus="yes">
        <source>%n in flight</source>
        <translation>
            <numerusform>%n in flight</numerusform>
            <numerusform>%n in flight</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gateway::ui::StatementText</name>
    <message numerus="yes">
        <source>%n requests have no price and are not part of the cost.</source>
        <translation>
            <numerusform>%n request has no price and is not part of the cost.</numerusform>
            <numerusform>%n requests have no price and are not part of the cost.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gateway::ui::Tray</name>
    <message numerus="yes">
        <source>%n requests</source>
        <translation>
            <numerusform>%n request</numerusform>
            <numerusform>%n requests</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gateway::ui::UsersPage</name>
    <message numerus="yes">
        <source>%1. Their %n keys stop working for good; past usage stays in the ledger under their names.</source>
        <translation>
            <numerusform>%1. Their %n key stops working for good; past usage stays in the ledger under their names.</numerusform>
            <numerusform>%1. Their %n keys stop working for good; past usage stays in the ledger under their names.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n keys of this user stop working for good.</source>
        <translation>
            <numerusform>The key of this user stops working for good.</numerusform>
            <numerusform>%n keys of this user stop working for good.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n users may call again</source>
        <translation>
            <numerusform>%n user may call again</numerusform>
            <numerusform>%n users may call again</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n users removed</source>
        <translation>
            <numerusform>%n user removed</numerusform>
            <numerusform>%n users removed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Disable %n users</source>
        <translation>
            <numerusform>Disable %n user</numerusform>
            <numerusform>Disable %n users</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Enable %n users</source>
        <translation>
            <numerusform>Enable %n user</numerusform>
            <numerusform>Enable %n users</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Limits of %n users set</source>
        <translation>
            <numerusform>Limits of %n user set</numerusform>
            <numerusform>Limits of %n users set</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Remove %n users</source>
        <translation>
            <numerusform>Remove %n user</numerusform>
            <numerusform>Remove %n users</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Remove %n users…</source>
        <translation>
            <numerusform>Remove %n user…</numerusform>
            <numerusform>Remove %n users…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Remove %n users?</source>
        <translation>
            <numerusform>Remove %n user?</numerusform>
            <numerusform>Remove %n users?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Set limits of %n users…</source>
        <translation>
            <numerusform>Set limits of %n user…</numerusform>
            <numerusform>Set limits of %n users…</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The keys of %n users are refused from now on</source>
        <translation>
            <numerusform>The keys of %n user are refused from now on</numerusform>
            <numerusform>The keys of %n users are refused from now on</numerusform>
        </translation>
    </message>
</context>
</TS>
