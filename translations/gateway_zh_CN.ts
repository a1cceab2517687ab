<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>gateway::ui::AboutDialog</name>
    <message>
        <source>API Gateway</source>
        <translation>API 网关</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>The program&apos;s own code is under the MIT licence. It is linked with Qt HTTP Server and Qt Charts, which are under GPL-3.0: this binary as a whole is distributed under GPL-3.0.</source>
        <translation>本程序自身的代码采用 MIT 许可证。它链接了采用 GPL-3.0 的 Qt HTTP Server 和 Qt Charts，因此编译后的程序整体按 GPL-3.0 分发。</translation>
    </message>
    <message>
        <source>Version %1</source>
        <translation>版本 %1</translation>
    </message>
</context>
<context>
    <name>gateway::ui::AccessSection</name>
    <message>
        <source>Host names</source>
        <translation>主机名</translation>
    </message>
    <message>
        <source>Names under which clients reach this machine, beside localhost and plain addresses.</source>
        <translation>除 localhost 和 IP 地址以外，客户端访问本机时使用的名称。</translation>
    </message>
    <message>
        <source>None, e.g. %1</source>
        <translation>无，例如 %1</translation>
    </message>
    <message>
        <source>None, e.g. gateway.lan</source>
        <translation>无，例如 gateway.lan</translation>
    </message>
    <message>
        <source>Origins whose scripts may call from a browser; * allows every page.</source>
        <translation>允许从浏览器中调用的来源；* 表示允许所有网页。</translation>
    </message>
    <message>
        <source>Web pages and extensions</source>
        <translation>网页和浏览器扩展</translation>
    </message>
    <message>
        <source>Who may call</source>
        <translation>访问来源</translation>
    </message>
</context>
<context>
    <name>gateway::ui::AddressForm</name>
    <message>
        <source>A port is a number from 1 to 65535.</source>
        <translation>端口是 1 到 65535 之间的数字。</translation>
    </message>
    <message>
        <source>Another API Gateway of this computer uses it (process %1).</source>
        <translation>本机的另一个 API 网关正在使用此端口（进程 %1）。</translation>
    </message>
    <message>
        <source>Another program uses this port.</source>
        <translation>另一个程序正在使用这个端口。</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>端口</translation>
    </message>
    <message>
        <source>Reachable from</source>
        <translation>可访问范围</translation>
    </message>
    <message>
        <source>Taken by %1 (process %2).</source>
        <translation>已被 %1（进程 %2）占用。</translation>
    </message>
    <message>
        <source>The network at %1 (%2)</source>
        <translation>%1 所在的网络（%2）</translation>
    </message>
    <message>
        <source>The port is taken, or the system does not allow it.</source>
        <translation>端口已被占用，或系统不允许使用。</translation>
    </message>
    <message>
        <source>The whole network (every interface)</source>
        <translation>整个网络（所有网卡）</translation>
    </message>
    <message>
        <source>This address is not accepted.</source>
        <translation>不支持这个地址。</translation>
    </message>
    <message>
        <source>This computer only (127.0.0.1)</source>
        <translation>仅本机（127.0.0.1）</translation>
    </message>
    <message>
        <source>This machine cannot listen at this address.</source>
        <translation>本机无法在这个地址上监听。</translation>
    </message>
    <message>
        <source>This port and the next hundred are taken or not allowed.</source>
        <translation>这个端口以及之后的一百个端口都被占用或不允许使用。</translation>
    </message>
    <message>
        <source>Use port %1 instead</source>
        <translation>改用端口 %1</translation>
    </message>
    <message>
        <source>Whoever has a key can call from that network. Keys and prompts travel readable through it until you put HTTPS in front.</source>
        <translation>该网络中持有密钥的人都可以调用。在前面加上 HTTPS 之前，密钥和提示词都以明文传输。</translation>
    </message>
</context>
<context>
    <name>gateway::ui::AddressSection</name>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Address saved</source>
        <translation>地址已保存</translation>
    </message>
    <message>
        <source>GATEWAY_LISTEN decides the address of this start: %1.</source>
        <translation>本次启动的地址由 GATEWAY_LISTEN 决定：%1。</translation>
    </message>
    <message>
        <source>Restart gateway</source>
        <translation>重启网关</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Takes effect when the process that serves now is started again.</source>
        <translation>当前提供服务的进程重新启动后生效。</translation>
    </message>
    <message>
        <source>The gateway still listens on %1.</source>
        <translation>网关目前仍在 %1 上监听。</translation>
    </message>
</context>
<context>
    <name>gateway::ui::AddressStep</name>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Another process serves this database already, on %1.</source>
        <translation>另一个进程已在 %1 上为这个数据库提供服务。</translation>
    </message>
    <message>
        <source>GATEWAY_LISTEN decides the address of this start: %1.</source>
        <translation>本次启动的地址由 GATEWAY_LISTEN 决定：%1。</translation>
    </message>
    <message>
        <source>Most people need nothing but this computer. The port can be any that is free.</source>
        <translation>大多数情况下只需本机访问。端口可以是任意空闲端口。</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Where do your tools reach it?</source>
        <translation>您的工具从哪里访问网关？</translation>
    </message>
</context>
<context>
    <name>gateway::ui::BackupSection</name>
    <message>
        <source>0: no age limit.</source>
        <translation>0：不限时间。</translation>
    </message>
    <message>
        <source>Backups</source>
        <translation>备份</translation>
    </message>
    <message>
        <source>Days to keep</source>
        <translation>保留天数</translation>
    </message>
    <message>
        <source>Each is a complete copy of the database, checked after writing.</source>
        <translation>每份都是数据库的完整副本，写入后经过校验。</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Interval</source>
        <translation>备份间隔</translation>
    </message>
    <message>
        <source>Number to keep</source>
        <translation>保留份数</translation>
    </message>
    <message>
        <source>The oldest go first.</source>
        <translation>先删除最旧的。</translation>
    </message>
    <message>
        <source>While the gateway runs. 0: no backups.</source>
        <translation>仅在网关运行时。0：不备份。</translation>
    </message>
    <message>
        <source>backups, beside the database</source>
        <translation>数据库旁的 backups 文件夹</translation>
    </message>
    <message>
        <source>Back up now</source>
        <translation>立即备份</translation>
    </message>
    <message>
        <source>Saved as %1</source>
        <translation>已保存为 %1</translation>
    </message>
</context>
<context>
    <name>gateway::ui::BodyView</name>
    <message>
        <source>Body as a tree</source>
        <translation>正文（树形）</translation>
    </message>
    <message>
        <source>Body as text</source>
        <translation>正文（文本）</translation>
    </message>
    <message>
        <source>Events %1</source>
        <translation>事件 %1</translation>
    </message>
    <message>
        <source>Events of the stream</source>
        <translation>流式事件</translation>
    </message>
    <message>
        <source>Headers</source>
        <translation>请求头</translation>
    </message>
    <message>
        <source>Headers from the provider</source>
        <translation>提供商返回的响应头</translation>
    </message>
    <message>
        <source>Headers to the client</source>
        <translation>返回给客户端的响应头</translation>
    </message>
    <message>
        <source>Shown as</source>
        <translation>显示方式</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本</translation>
    </message>
    <message>
        <source>The event</source>
        <translation>事件内容</translation>
    </message>
    <message>
        <source>Tree</source>
        <translation>树形</translation>
    </message>
</context>
<context>
    <name>gateway::ui::BudgetsCard</name>
    <message>
        <source>Add %1</source>
        <translation>增加 %1</translation>
    </message>
    <message>
        <source>Budgets near their end</source>
        <translation>即将用完的预算</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>另有 %n 项</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gateway::ui::BudgetsEdit</name>
    <message>
        <source>Add budget</source>
        <translation>添加预算</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>数额</translation>
    </message>
    <message>
        <source>Amount of the budget</source>
        <translation>预算数额</translation>
    </message>
    <message>
        <source>Budgets</source>
        <translation>预算</translation>
    </message>
    <message>
        <source>Enter a number of tokens, such as 2000000.</source>
        <translation>请输入 Token 数量，例如 2000000。</translation>
    </message>
    <message>
        <source>Enter an amount, such as 5 or 0.50.</source>
        <translation>请输入金额，例如 5 或 0.50。</translation>
    </message>
    <message>
        <source>Period of the budget</source>
        <translation>预算周期</translation>
    </message>
    <message>
        <source>Remove this budget</source>
        <translation>移除这项预算</translation>
    </message>
    <message>
        <source>There is a budget of this unit and period already.</source>
        <translation>已有相同单位和周期的预算。</translation>
    </message>
    <message>
        <source>Unit of the budget</source>
        <translation>预算单位</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>Token</translation>
    </message>
</context>
<context>
    <name>gateway::ui::BulkLimitsDialog</name>
    <message numerus="yes">
        <source>Apply to %n</source>
        <translation>
            <numerusform>应用到 %n 项</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Limits of %n keys</source>
        <translation>
            <numerusform>%n 个密钥的限额</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Limits of %n users</source>
        <translation>
            <numerusform>%n 个用户的限额</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing is filled in or ticked yet.</source>
        <translation>还没有填写或勾选任何内容。</translation>
    </message>
    <message>
        <source>What you fill in or tick is set for all of them. The rest stays as each has it.</source>
        <translation>填写或勾选的项会应用到全部，其余保持各自原样。</translation>
    </message>
</context>
<context>
    <name>gateway::ui::CallInspector</name>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Answered by</source>
        <translation>实际模型</translation>
    </message>
    <message>
        <source>Asked for</source>
        <translation>请求模型</translation>
    </message>
    <message>
        <source>Asked last</source>
        <translation>最后询问</translation>
    </message>
    <message>
        <source>Back beside the list</source>
        <translation>回到列表旁</translation>
    </message>
    <message>
        <source>Back beside the list (Enter)</source>
        <translation>回到列表旁（Enter）</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>客户端</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>关闭（Esc）</translation>
    </message>
    <message>
        <source>Copied. Set GATEWAY_KEY to a key before running it.</source>
        <translation>已复制。运行前请将 GATEWAY_KEY 设为一个密钥。</translation>
    </message>
    <message>
        <source>Copy as &amp;curl</source>
        <translation>复制为 curl(&amp;C)</translation>
    </message>
    <message>
        <source>Copy the id</source>
        <translation>复制 ID</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Details of the request</source>
        <translation>请求详情</translation>
    </message>
    <message>
        <source>Keep them from now on</source>
        <translation>从现在起保留</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>密钥</translation>
    </message>
    <message>
        <source>Nothing was kept of this request. Prompts and answers of new requests are.</source>
        <translation>此请求没有保留内容；新请求的提示词和回答会保留。</translation>
    </message>
    <message>
        <source>Nothing was kept of what went to the provider.</source>
        <translation>没有保存发往提供商的内容。</translation>
    </message>
    <message numerus="yes">
        <source>Prompts and answers are not kept. Switched on, they stay unencrypted in the database for %n days.</source>
        <translation>
            <numerusform>目前不保留提示词和回答。开启后，它们会不加密地保存在数据库中 %n 天。</numerusform>
        </translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>提供商</translation>
    </message>
    <message>
        <source>Send a&amp;gain…</source>
        <translation>重新发送(&amp;G)…</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>开始时间</translation>
    </message>
    <message>
        <source>The body of this request is longer than what was kept of it.</source>
        <translation>此请求的内容过长，只保存了一部分。</translation>
    </message>
    <message>
        <source>The body of this request was not kept. Switch on “Keep prompts and answers” in Settings: requests from then on can be sent again.</source>
        <translation>没有保存此请求的内容。请在“设置”中开启“保存提示词与回答”，之后的请求即可重新发送。</translation>
    </message>
    <message>
        <source>The body of this request was not kept; those of new requests are.</source>
        <translation>没有保存此请求的内容；新请求的会保存。</translation>
    </message>
    <message>
        <source>The body went on as the client sent it.</source>
        <translation>内容原样转发，未作改动。</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>过程</translation>
    </message>
    <message>
        <source>Use the whole page</source>
        <translation>占满页面</translation>
    </message>
    <message>
        <source>Use the whole page (Enter)</source>
        <translation>占满页面（Enter）</translation>
    </message>
    <message>
        <source>kept only in part</source>
        <translation>仅保留了一部分</translation>
    </message>
    <message>
        <source>prompt not kept</source>
        <translation>提示词未保留</translation>
    </message>
    <message>
        <source>Show &amp;key</source>
        <translation>查看密钥(&amp;K)</translation>
    </message>
</context>
<context>
    <name>gateway::ui::CallStep</name>
    <message>
        <source>%1 is asked through %2: “%3”</source>
        <translation>通过 %2 询问 %1：“%3”</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>回答</translation>
    </message>
    <message>
        <source>Answered after %1: %2 tokens in, %3 out. The request is on the page Overview now.</source>
        <translation>%1 后得到回答：输入 %2 Token，输出 %3 Token。此请求已出现在概览中。</translation>
    </message>
    <message>
        <source>Call again</source>
        <translation>再次调用</translation>
    </message>
    <message>
        <source>Connect tools</source>
        <translation>接入工具</translation>
    </message>
    <message>
        <source>Copy it now. It is shown only this once: only its fingerprint is stored.</source>
        <translation>请立即复制。它只显示这一次，之后仅保存其指纹。</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>First call</source>
        <translation>首次调用</translation>
    </message>
    <message>
        <source>Key of the user “%1”</source>
        <translation>用户“%1”的密钥</translation>
    </message>
    <message>
        <source>Nobody answered at this address.</source>
        <translation>这个地址没有响应。</translation>
    </message>
    <message>
        <source>Say hello in one short sentence.</source>
        <translation>用一句话打个招呼。</translation>
    </message>
    <message>
        <source>The gateway answered with HTTP %1.</source>
        <translation>网关返回了 HTTP %1。</translation>
    </message>
    <message>
        <source>Waiting for the answer…</source>
        <translation>正在等待回答…</translation>
    </message>
    <message>
        <source>Waiting for the gateway to start…</source>
        <translation>正在等待网关启动…</translation>
    </message>
    <message>
        <source>Your first call</source>
        <translation>您的首次调用</translation>
    </message>
</context>
<context>
    <name>gateway::ui::CallSummary</name>
    <message>
        <source>$1 = %1, that is %2</source>
        <translation>$1 = %1，即 %2</translation>
    </message>
    <message>
        <source>%1, from %2</source>
        <translation>%1，%2 起</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>费用</translation>
    </message>
    <message>
        <source>From estimated tokens: the provider did not say how many there were.</source>
        <translation>按估算的 Token 计费：提供商未报告用量。</translation>
    </message>
    <message>
        <source>No price is known for this model, so the request has no cost.</source>
        <translation>该模型未定价，因此此请求没有费用。</translation>
    </message>
    <message>
        <source>Nothing was used, nothing is charged.</source>
        <translation>没有用量，不计费。</translation>
    </message>
    <message>
        <source>The price for prompts of %1 tokens and more holds for the whole request.</source>
        <translation>提示词达到 %1 Token 时的价格适用于整个请求。</translation>
    </message>
    <message>
        <source>The settled amount is another one: the tokens or the price were corrected later.</source>
        <translation>结算金额与此不同：Token 数或价格后来有更正。</translation>
    </message>
    <message>
        <source>The sum is rounded up to a millionth, once.</source>
        <translation>合计仅一次性向上取整到百万分之一。</translation>
    </message>
    <message>
        <source>exchange rate</source>
        <translation>汇率</translation>
    </message>
    <message>
        <source>price</source>
        <translation>价格</translation>
    </message>
    <message>
        <source>reserved</source>
        <translation>预留</translation>
    </message>
    <message>
        <source>reserved → settled</source>
        <translation>预留 → 结算</translation>
    </message>
    <message>
        <source>settled</source>
        <translation>结算</translation>
    </message>
    <message>
        <source>total</source>
        <translation>合计</translation>
    </message>
</context>
<context>
    <name>gateway::ui::CallWatch</name>
    <message>
        <source>%1 in, %2 out</source>
        <translation>输入 %1，输出 %2</translation>
    </message>
    <message>
        <source>first token after %1</source>
        <translation>首字时间 %1</translation>
    </message>
    <message>
        <source>unpriced</source>
        <translation>未定价</translation>
    </message>
</context>
<context>
    <name>gateway::ui::CallWay</name>
    <message>
        <source>%1 in · %2 out</source>
        <translation>输入 %1 · 输出 %2</translation>
    </message>
    <message>
        <source>%1 in · %2 out, %3</source>
        <translation>输入 %1 · 输出 %2，%3</translation>
    </message>
    <message>
        <source>%1 tok/s</source>
        <translation>%1 Token/秒</translation>
    </message>
    <message>
        <source>By the gateway, before a provider was asked</source>
        <translation>由网关拒绝，未询问提供商</translation>
    </message>
    <message>
        <source>admitted %1</source>
        <translation>网关处理 %1</translation>
    </message>
    <message>
        <source>answer %1</source>
        <translation>回答 %1</translation>
    </message>
    <message>
        <source>answer not understood</source>
        <translation>无法解析回答</translation>
    </message>
    <message>
        <source>counted until it stopped</source>
        <translation>统计至停止时</translation>
    </message>
    <message>
        <source>error inside the answer</source>
        <translation>回答中含错误</translation>
    </message>
    <message>
        <source>estimated</source>
        <translation>估算</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>failed %1</source>
        <translation>失败 %1</translation>
    </message>
    <message>
        <source>first token %1</source>
        <translation>首字时间 %1</translation>
    </message>
    <message>
        <source>from the provider</source>
        <translation>来自提供商</translation>
    </message>
    <message>
        <source>in flight</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>key refused</source>
        <translation>上游密钥被拒</translation>
    </message>
    <message>
        <source>key …%1</source>
        <translation>上游密钥 …%1</translation>
    </message>
    <message>
        <source>next target</source>
        <translation>换下一目标</translation>
    </message>
    <message>
        <source>no answer in time</source>
        <translation>未及时响应</translation>
    </message>
    <message>
        <source>no usage was reported</source>
        <translation>未报告用量</translation>
    </message>
    <message>
        <source>not over yet</source>
        <translation>尚未结束</translation>
    </message>
    <message>
        <source>not reachable</source>
        <translation>无法连接</translation>
    </message>
    <message>
        <source>ok</source>
        <translation>成功</translation>
    </message>
    <message>
        <source>quota used up</source>
        <translation>额度已用完</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>已拒绝</translation>
    </message>
    <message>
        <source>refused after %1</source>
        <translation>%1 后拒绝</translation>
    </message>
    <message>
        <source>request refused</source>
        <translation>请求被拒</translation>
    </message>
    <message>
        <source>stream %1</source>
        <translation>传输 %1</translation>
    </message>
    <message>
        <source>too many requests</source>
        <translation>请求过多</translation>
    </message>
</context>
<context>
    <name>gateway::ui::CallsModel</name>
    <message>
        <source>Cost</source>
        <translation>费用</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>耗时</translation>
    </message>
    <message>
        <source>First token</source>
        <translation>首字时间</translation>
    </message>
    <message>
        <source>From estimated tokens: the provider did not say how many there were.</source>
        <translation>按估算的 Token 计费：提供商未报告用量。</translation>
    </message>
    <message>
        <source>In</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>No price is known for this model.</source>
        <translation>该模型未定价。</translation>
    </message>
    <message>
        <source>Out</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>提供商</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>in flight</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>意外中断</translation>
    </message>
    <message>
        <source>ok</source>
        <translation>成功</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>已拒绝</translation>
    </message>
    <message>
        <source>refused %1</source>
        <translation>已拒绝 %1</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已中止</translation>
    </message>
    <message>
        <source>unpriced</source>
        <translation>未定价</translation>
    </message>
</context>
<context>
    <name>gateway::ui::ChatCall</name>
    <message>
        <source>The answer broke off: %1</source>
        <translation>回答中断：%1</translation>
    </message>
    <message>
        <source>The gateway did not answer: %1</source>
        <translation>网关没有响应：%1</translation>
    </message>
    <message>
        <source>The stream ended before the answer was complete.</source>
        <translation>数据流在回答完成前结束。</translation>
    </message>
</context>
<context>
    <name>gateway::ui::ChatColumn</name>
    <message>
        <source>%1 in, %2 out</source>
        <translation>输入 %1，输出 %2</translation>
    </message>
    <message>
        <source>%1 tok/s</source>
        <translation>%1 Token/秒</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>对话</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Stopped before anything came.</source>
        <translation>在收到内容前已停止。</translation>
    </message>
    <message>
        <source>You</source>
        <translation>您</translation>
    </message>
    <message>
        <source>first token after %1</source>
        <translation>首字时间 %1</translation>
    </message>
    <message>
        <source>stopped by you</source>
        <translation>已由您停止</translation>
    </message>
    <message>
        <source>unpriced</source>
        <translation>未定价</translation>
    </message>
    <message>
        <source>waiting for the first token</source>
        <translation>等待首字</translation>
    </message>
</context>
<context>
    <name>gateway::ui::ChipEdit</name>
    <message>
        <source>Remove %1</source>
        <translation>移除 %1</translation>
    </message>
</context>
<context>
    <name>gateway::ui::CommandPalette</name>
    <message>
        <source>Commands</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Go to a page, user, key or model, or do something…</source>
        <translation>跳转到页面、用户、密钥或模型，或执行操作…</translation>
    </message>
    <message>
        <source>Nothing found for “%1”.</source>
        <translation>没有找到“%1”。</translation>
    </message>
    <message>
        <source>What fits</source>
        <translation>匹配的结果</translation>
    </message>
</context>
<context>
    <name>gateway::ui::Composer</name>
    <message>
        <source>A number from %1 to %2.</source>
        <translation>请输入 %1 到 %2 之间的数字。</translation>
    </message>
    <message>
        <source>Attach an image</source>
        <translation>添加图片</translation>
    </message>
    <message>
        <source>Attach an image; it can be pasted or dropped here too (Ctrl+Shift+I)</source>
        <translation>添加图片，也可以粘贴或拖到这里 (Ctrl+Shift+I)</translation>
    </message>
    <message>
        <source>Images (*.png *.jpg *.jpeg *.webp *.gif)</source>
        <translation>图片 (*.png *.jpg *.jpeg *.webp *.gif)</translation>
    </message>
    <message>
        <source>Maximum tokens</source>
        <translation>最大 Token 数</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation>移除 %1</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop (Esc)</source>
        <translation>停止 (Esc)</translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation>系统提示词</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>温度</translation>
    </message>
    <message>
        <source>Top P</source>
        <translation>Top P</translation>
    </message>
    <message>
        <source>What the model is told before the conversation</source>
        <translation>对话开始前告诉模型的话</translation>
    </message>
    <message>
        <source>Write a message. Enter sends, Shift+Enter starts a line.</source>
        <translation>输入消息。按 Enter 发送，Shift+Enter 换行。</translation>
    </message>
    <message>
        <source>picture.png</source>
        <translation>图片.png</translation>
    </message>
    <message>
        <source>system prompt, temperature, maximum tokens</source>
        <translation>系统提示词、温度、最大 Token 数</translation>
    </message>
    <message>
        <source>up to the model</source>
        <translation>由模型决定</translation>
    </message>
</context>
<context>
    <name>gateway::ui::ConnectPage</name>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Chat</source>
        <translation>聊天</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>代码</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>接入</translation>
    </message>
    <message>
        <source>Copy the address</source>
        <translation>复制地址</translation>
    </message>
    <message>
        <source>Editors</source>
        <translation>编辑器</translation>
    </message>
    <message>
        <source>Issue…</source>
        <translation>签发…</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>密钥</translation>
    </message>
    <message>
        <source>Key for %1 issued. Copy it from here: it cannot be shown again.</source>
        <translation>已为 %1 签发密钥。请在此复制，之后无法再次显示。</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Name a model</source>
        <translation>填写模型名称</translation>
    </message>
    <message>
        <source>No provider offers a model yet, so every request fails.</source>
        <translation>还没有可用的模型，所有请求都会失败。</translation>
    </message>
    <message>
        <source>Open Providers</source>
        <translation>前往提供商</translation>
    </message>
    <message>
        <source>OpenAI clients add /v1.</source>
        <translation>OpenAI 客户端需加 /v1。</translation>
    </message>
    <message>
        <source>Paste a key</source>
        <translation>粘贴密钥</translation>
    </message>
    <message>
        <source>Stays in this page only: the gateway stores fingerprints of keys.</source>
        <translation>只留在本页：网关只保存密钥的指纹。</translation>
    </message>
    <message>
        <source>Terminal</source>
        <translation>终端</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>工具</translation>
    </message>
    <message>
        <source>Works on this computer only. OpenAI clients add /v1.</source>
        <translation>仅在本机可用。OpenAI 客户端需加 /v1。</translation>
    </message>
</context>
<context>
    <name>gateway::ui::CopyButton</name>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
</context>
<context>
    <name>gateway::ui::CostText</name>
    <message>
        <source>%1 × %2 / M</source>
        <comment>tokens times a price per million</comment>
        <translation>%1 × %2 / 百万</translation>
    </message>
    <message>
        <source>cache write</source>
        <translation>写入缓存</translation>
    </message>
    <message>
        <source>cache write, 1 h</source>
        <translation>写入缓存（1 小时）</translation>
    </message>
    <message>
        <source>cached</source>
        <translation>缓存</translation>
    </message>
    <message>
        <source>input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>reasoning</source>
        <translation>推理</translation>
    </message>
</context>
<context>
    <name>gateway::ui::CurrencySection</name>
    <message>
        <source>1 USD in CNY</source>
        <translation>1 美元兑人民币</translation>
    </message>
    <message>
        <source>Budgets in one currency count costs in the other at this rate. Every request keeps the rate of its time; past costs do not change.</source>
        <translation>预算按此汇率计入另一种货币的费用。每个请求保留当时的汇率，以往费用不变。</translation>
    </message>
    <message>
        <source>Prices and currency</source>
        <translation>价格与货币</translation>
    </message>
</context>
<context>
    <name>gateway::ui::DefaultsSection</name>
    <message>
        <source>Decides where a day begins.</source>
        <translation>决定一天从何时开始。</translation>
    </message>
    <message>
        <source>Default model</source>
        <translation>默认模型</translation>
    </message>
    <message>
        <source>Defaults</source>
        <translation>默认值</translation>
    </message>
    <message>
        <source>For requests to /v1/chat that name none.</source>
        <translation>用于没有指定模型的 /v1/chat 请求。</translation>
    </message>
    <message>
        <source>The system&apos;s (%1)</source>
        <translation>跟随系统（%1）</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>时区</translation>
    </message>
    <message>
        <source>No provider answers it now.</source>
        <translation>目前没有提供商回答此模型。</translation>
    </message>
</context>
<context>
    <name>gateway::ui::EditKeyDialog</name>
    <message>
        <source>Edit key %1 of %2</source>
        <translation>编辑“%2”的密钥“%1”</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
</context>
<context>
    <name>gateway::ui::EditProviderDialog</name>
    <message>
        <source>A name cannot contain a slash.</source>
        <translation>名称中不能有斜杠。</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>高级</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Anthropic-style address</source>
        <translation>Anthropic 格式的地址</translation>
    </message>
    <message>
        <source>As in Settings</source>
        <translation>按“设置”中的代理</translation>
    </message>
    <message>
        <source>Asks for the list of models now and then, so that it is back in use sooner.</source>
        <translation>定期请求模型列表，以便尽早恢复使用。</translation>
    </message>
    <message>
        <source>Base URL</source>
        <translation>接口地址 (Base URL)</translation>
    </message>
    <message>
        <source>Call it with HTTP/2</source>
        <translation>使用 HTTP/2 调用</translation>
    </message>
    <message>
        <source>Certificates (*.pem *.crt *.cer)</source>
        <translation>证书 (*.pem *.crt *.cer)</translation>
    </message>
    <message>
        <source>Check its health while it is paused after failures</source>
        <translation>失败后暂停使用期间检查是否恢复</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Custom certificate authority</source>
        <translation>自定义证书颁发机构</translation>
    </message>
    <message>
        <source>Edit %1</source>
        <translation>编辑 %1</translation>
    </message>
    <message>
        <source>Enter a name.</source>
        <translation>请输入名称。</translation>
    </message>
    <message>
        <source>Enter an address such as http://proxy.example.com:3128, or none.</source>
        <translation>请输入地址，例如 http://proxy.example.com:3128，或 none。</translation>
    </message>
    <message>
        <source>Enter an address such as https://api.example.com/v1.</source>
        <translation>请输入地址，例如 https://api.example.com/v1。</translation>
    </message>
    <message>
        <source>Forget</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Many requests share a connection, where the provider offers it.</source>
        <translation>提供商支持时，多个请求共用一个连接。</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Not offered</source>
        <translation>未提供</translation>
    </message>
    <message>
        <source>Offers /v1/responses too</source>
        <translation>同时提供 /v1/responses</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>代理</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>The provider charges for it anyway; so its usage is known.</source>
        <translation>提供商照样计费；读完才能知道用量。</translation>
    </message>
    <message>
        <source>There is a provider of this name already.</source>
        <translation>已有同名的提供商。</translation>
    </message>
    <message>
        <source>This file holds no certificate in PEM form.</source>
        <translation>此文件中没有 PEM 格式的证书。</translation>
    </message>
    <message>
        <source>Those that the system trusts</source>
        <translation>系统信任的证书颁发机构</translation>
    </message>
    <message>
        <source>Used in model names: NAME/model.</source>
        <translation>用于模型名称：名称/模型。</translation>
    </message>
    <message>
        <source>When a client leaves, read a plain answer to its end</source>
        <translation>客户端断开后，读完非流式回答</translation>
    </message>
    <message>
        <source>When a client leaves, read a stream to its end</source>
        <translation>客户端断开后，读完流式回答</translation>
    </message>
    <message>
        <source>Without a version, such as https://api.example.com/anthropic.</source>
        <translation>不含版本路径，例如 https://api.example.com/anthropic。</translation>
    </message>
    <message>
        <source>You pay for all of it. Off: the stream is cancelled, and what was streamed counts.</source>
        <translation>仍需支付全部费用。不勾选则取消该流，只按已输出的部分计算。</translation>
    </message>
    <message>
        <source>clients that leave, health check, proxy, certificates, dialects</source>
        <translation>客户端断开、健康检查、代理、证书、协议</translation>
    </message>
    <message>
        <source>http://HOST:PORT, socks5://HOST:PORT, or none for the direct way.</source>
        <translation>http://主机:端口 或 socks5://主机:端口；none 表示直连。</translation>
    </message>
</context>
<context>
    <name>gateway::ui::ErrorText</name>
    <message>
        <source>Another process serves this database.</source>
        <translation>另一个进程正在为这个数据库提供服务。</translation>
    </message>
    <message>
        <source>It is no longer there.</source>
        <translation>它已经不存在了。</translation>
    </message>
    <message>
        <source>It is still in use.</source>
        <translation>它仍在使用中。</translation>
    </message>
    <message>
        <source>No answer from the provider. Check the address and the network.</source>
        <translation>提供商没有响应，请检查地址和网络。</translation>
    </message>
    <message>
        <source>Something went wrong.</source>
        <translation>出了点问题。</translation>
    </message>
    <message>
        <source>The account at the provider has no credit left.</source>
        <translation>提供商账户余额不足。</translation>
    </message>
    <message>
        <source>The database could not be read or written.</source>
        <translation>数据库无法读取或写入。</translation>
    </message>
    <message>
        <source>The database was written by a newer version. Update this program.</source>
        <translation>数据库由更新的版本写入，请升级本程序。</translation>
    </message>
    <message>
        <source>The master key is too short or well known.</source>
        <translation>主密钥太短，或是众所周知的占位值。</translation>
    </message>
    <message>
        <source>The master key that seals provider keys cannot be reached.</source>
        <translation>无法取得用于加密提供商密钥的主密钥。</translation>
    </message>
    <message>
        <source>The network did not answer.</source>
        <translation>网络没有响应。</translation>
    </message>
    <message>
        <source>The port is taken.</source>
        <translation>端口已被占用。</translation>
    </message>
    <message>
        <source>The provider answered with HTTP %1.</source>
        <translation>提供商返回了 HTTP %1。</translation>
    </message>
    <message>
        <source>The provider answers, but the rate limit is reached.</source>
        <translation>提供商有回答，但已达到速率限制。</translation>
    </message>
    <message>
        <source>The provider does not know this path or model. Check the address.</source>
        <translation>提供商没有这个路径或模型，请检查地址。</translation>
    </message>
    <message>
        <source>The provider refuses the provider key.</source>
        <translation>提供商拒绝了上游密钥。</translation>
    </message>
    <message>
        <source>The system does not allow it.</source>
        <translation>系统不允许这样做。</translation>
    </message>
    <message>
        <source>This name is taken.</source>
        <translation>这个名称已被使用。</translation>
    </message>
    <message>
        <source>This value is not accepted.</source>
        <translation>这个值不被接受。</translation>
    </message>
    <message>
        <source>Works: answered after %1.</source>
        <translation>可用：%1 后回答。</translation>
    </message>
    <message>
        <source>Works: first token after %1, done after %2.</source>
        <translation>可用：首字时间 %1，完成 %2。</translation>
    </message>
</context>
<context>
    <name>gateway::ui::EventText</name>
    <message>
        <source>%1 in</source>
        <translation>输入 %1</translation>
    </message>
    <message>
        <source>%1 out</source>
        <translation>输出 %1</translation>
    </message>
    <message>
        <source>begins: %1</source>
        <translation>开始：%1</translation>
    </message>
    <message>
        <source>ends: %1</source>
        <translation>结束：%1</translation>
    </message>
    <message>
        <source>error: %1</source>
        <translation>错误：%1</translation>
    </message>
    <message>
        <source>thinks: %1</source>
        <translation>思考：%1</translation>
    </message>
    <message>
        <source>tool: %1</source>
        <translation>工具：%1</translation>
    </message>
    <message>
        <source>usage: %1</source>
        <translation>用量：%1</translation>
    </message>
</context>
<context>
    <name>gateway::ui::ExchangeDialog</name>
    <message>
        <source>Answer: HTTP %1</source>
        <translation>回答：HTTP %1</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Copy as curl</source>
        <translation>复制为 curl</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>Request id %1</source>
        <translation>请求 ID：%1</translation>
    </message>
    <message>
        <source>What was sent</source>
        <translation>发送的内容</translation>
    </message>
</context>
<context>
    <name>gateway::ui::FormDialog</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>What you typed has not been saved. Escape once more leaves without it.</source>
        <translation>输入的内容尚未保存。再按一次 Esc 则放弃并关闭。</translation>
    </message>
</context>
<context>
    <name>gateway::ui::Format</name>
    <message>
        <source>%1 min %2 s</source>
        <translation>%1 min %2 s</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message numerus="yes">
        <source>%n d ago</source>
        <translation>
            <numerusform>%n 天前</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n h ago</source>
        <translation>
            <numerusform>%n 小时前</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n min ago</source>
        <translation>
            <numerusform>%n 分钟前</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in %n d</source>
        <translation>
            <numerusform>%n 天后</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in %n h</source>
        <translation>
            <numerusform>%n 小时后</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>in %n min</source>
        <translation>
            <numerusform>%n 分钟后</numerusform>
        </translation>
    </message>
    <message>
        <source>just now</source>
        <translation>刚刚</translation>
    </message>
</context>
<context>
    <name>gateway::ui::GatewayBanner</name>
    <message>
        <source>%1 (process %2)</source>
        <translation>%1（进程 %2）</translation>
    </message>
    <message>
        <source>%1 serves this database at %2; stop it there. This window manages it: changes take effect within a second.</source>
        <translation>%1正在 %2 提供服务，请在那里停止。本窗口可以管理它，更改会在一秒内生效。</translation>
    </message>
    <message>
        <source>Another process</source>
        <translation>另一个进程</translation>
    </message>
    <message>
        <source>Another process (%1)</source>
        <translation>另一个进程（%1）</translation>
    </message>
    <message>
        <source>Port %1 from now on. Tools that are set up already need the new port.</source>
        <translation>现已改用端口 %1。已配置的工具需要改为新端口。</translation>
    </message>
    <message>
        <source>Start here</source>
        <translation>在此启动</translation>
    </message>
    <message>
        <source>The gateway did not start. %1</source>
        <translation>网关未能启动。%1</translation>
    </message>
    <message>
        <source>The gateway did not start: port %1 is taken by %2 (process %3).</source>
        <translation>网关未能启动：端口 %1 已被 %2（进程 %3）占用。</translation>
    </message>
    <message>
        <source>The other process has ended. Nothing serves this database now.</source>
        <translation>另一个进程已经结束，现在没有网关为这个数据库提供服务。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Use port %1 instead</source>
        <translation>改用端口 %1</translation>
    </message>
    <message>
        <source>an address not known yet</source>
        <translation>地址尚未知</translation>
    </message>
</context>
<context>
    <name>gateway::ui::Handout</name>
    <message>
        <source>%1 (%2)</source>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>%1 in total</source>
        <translation>总计 %1</translation>
    </message>
    <message>
        <source>%1 per day</source>
        <translation>每天 %1</translation>
    </message>
    <message>
        <source>%1 per hour</source>
        <translation>每小时 %1</translation>
    </message>
    <message>
        <source>%1 per month</source>
        <translation>每月 %1</translation>
    </message>
    <message>
        <source>%1 per week</source>
        <translation>每周 %1</translation>
    </message>
    <message>
        <source>%1 requests at once</source>
        <translation>同时 %1 个请求</translation>
    </message>
    <message>
        <source>%1 requests per minute</source>
        <translation>每分钟 %1 个请求</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 Token</translation>
    </message>
    <message>
        <source>%1 tokens per minute</source>
        <translation>每分钟 %1 Token</translation>
    </message>
    <message>
        <source>A model to begin with</source>
        <translation>可先试用的模型</translation>
    </message>
    <message>
        <source>Access to language models</source>
        <translation>大语言模型访问信息</translation>
    </message>
    <message>
        <source>Address (Anthropic style)</source>
        <translation>地址（Anthropic 格式）</translation>
    </message>
    <message>
        <source>Address (OpenAI style)</source>
        <translation>地址（OpenAI 格式）</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>示例</translation>
    </message>
    <message>
        <source>For %1. Any tool that speaks the OpenAI or Anthropic API works with these:</source>
        <translation>供%1使用。任何支持 OpenAI 或 Anthropic API 的工具都可以使用以下信息：</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>密钥</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>限额</translation>
    </message>
    <message>
        <source>The address works on the computer of the gateway alone.</source>
        <translation>该地址只能在网关所在的电脑上使用。</translation>
    </message>
    <message>
        <source>The key is yours alone: whoever has it calls in your name. If it gets lost, ask for a new one.</source>
        <translation>密钥仅供您本人使用：持有它的人会以您的名义调用。如果遗失，请申请新的密钥。</translation>
    </message>
    <message>
        <source>Valid until</source>
        <translation>有效期至</translation>
    </message>
    <message>
        <source>models %1</source>
        <translation>模型 %1</translation>
    </message>
</context>
<context>
    <name>gateway::ui::HandoutDialog</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Hand-out</source>
        <translation>接入说明</translation>
    </message>
    <message>
        <source>Hand-out for %1</source>
        <translation>给“%1”的接入说明</translation>
    </message>
    <message>
        <source>Language of the recipient</source>
        <translation>接收者的语言</translation>
    </message>
    <message>
        <source>PDF (*.pdf)</source>
        <translation>PDF (*.pdf)</translation>
    </message>
    <message>
        <source>Print…</source>
        <translation>打印…</translation>
    </message>
    <message>
        <source>Save the hand-out</source>
        <translation>保存接入说明</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>保存…</translation>
    </message>
    <message>
        <source>Text (*.txt)</source>
        <translation>文本 (*.txt)</translation>
    </message>
    <message>
        <source>The address on it works on this computer only. Share the gateway in Settings first.</source>
        <translation>其中的地址仅在本机可用。请先在“设置”中开放网关。</translation>
    </message>
    <message>
        <source>The sheet holds the key: give it to that person alone.</source>
        <translation>说明中包含密钥，请只交给本人。</translation>
    </message>
    <message>
        <source>Web page (*.html)</source>
        <translation>网页 (*.html)</translation>
    </message>
</context>
<context>
    <name>gateway::ui::HealthText</name>
    <message>
        <source>%1 failed</source>
        <translation>%1 失败</translation>
    </message>
    <message numerus="yes">
        <source>%1 requests today</source>
        <translation>
            <numerusform>今天 %1 个请求</numerusform>
        </translation>
    </message>
    <message>
        <source>No requests today</source>
        <translation>今天没有请求</translation>
    </message>
    <message>
        <source>disabled</source>
        <translation>已停用</translation>
    </message>
    <message>
        <source>does not work</source>
        <translation>不可用</translation>
    </message>
    <message>
        <source>first token %1 on average</source>
        <translation>平均首字时间 %1</translation>
    </message>
    <message>
        <source>not tested</source>
        <translation>未测试</translation>
    </message>
    <message>
        <source>partly works</source>
        <translation>部分可用</translation>
    </message>
    <message>
        <source>works</source>
        <translation>可用</translation>
    </message>
</context>
<context>
    <name>gateway::ui::ImageFile</name>
    <message>
        <source>%1 cannot be read: %2</source>
        <translation>无法读取 %1：%2</translation>
    </message>
    <message>
        <source>%1 is larger than %2 MB.</source>
        <translation>%1 超过 %2 MB。</translation>
    </message>
    <message>
        <source>%1 is no image.</source>
        <translation>%1 不是图片。</translation>
    </message>
</context>
<context>
    <name>gateway::ui::IssueKeyDialog</name>
    <message>
        <source>Add a user first.</source>
        <translation>请先添加用户。</translation>
    </message>
    <message>
        <source>Issue</source>
        <translation>签发</translation>
    </message>
    <message>
        <source>Issue key</source>
        <translation>签发密钥</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>laptop, CI, vscode…</source>
        <translation>笔记本、CI、vscode…</translation>
    </message>
</context>
<context>
    <name>gateway::ui::JsonModel</name>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>值</translation>
    </message>
</context>
<context>
    <name>gateway::ui::KeepingSection</name>
    <message>
        <source>0: for ever. Sums by hour and day stay.</source>
        <translation>0：永久。按小时、按天汇总的用量始终保留。</translation>
    </message>
    <message>
        <source>Days to keep prompts and answers</source>
        <translation>提示词与回答保留天数</translation>
    </message>
    <message>
        <source>Days to keep requests</source>
        <translation>请求保留天数</translation>
    </message>
    <message>
        <source>Keep prompts and answers</source>
        <translation>保存提示词与回答</translation>
    </message>
    <message>
        <source>Only while they are kept at all.</source>
        <translation>仅在启用保存时有效。</translation>
    </message>
    <message>
        <source>Stores the whole text of every request, of all users, unencrypted in the database on this machine; backups hold it too. Whoever can read the database can read it. Keys are never stored. Off: nothing of what people write is kept.</source>
        <translation>将所有用户每个请求的完整内容不加密地存入本机数据库，备份中也包含。能读取数据库的人都能看到。密钥从不保存。关闭时：不保留任何人写下的内容。</translation>
    </message>
    <message>
        <source>What is kept</source>
        <translation>数据保留</translation>
    </message>
</context>
<context>
    <name>gateway::ui::KeyShownDialog</name>
    <message>
        <source>Close without copying</source>
        <translation>不复制，直接关闭</translation>
    </message>
    <message>
        <source>Copy key</source>
        <translation>复制密钥</translation>
    </message>
    <message>
        <source>Copy the key now. It is shown only this once: only its fingerprint is stored.</source>
        <translation>请立即复制密钥。它只显示这一次，之后仅保存其指纹。</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>First call</source>
        <translation>首次调用</translation>
    </message>
    <message>
        <source>Hand-out sheet…</source>
        <translation>接入说明…</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>密钥</translation>
    </message>
    <message>
        <source>New key for %1</source>
        <translation>“%1”的新密钥</translation>
    </message>
    <message>
        <source>New key for %1: %2</source>
        <translation>“%1”的新密钥：%2</translation>
    </message>
    <message>
        <source>Open Settings</source>
        <translation>前往设置</translation>
    </message>
    <message>
        <source>The gateway takes requests from this computer only. Share it in Settings before others use the key.</source>
        <translation>网关目前只接受来自本机的请求。其他人使用此密钥前，请先在“设置”中开放。</translation>
    </message>
    <message>
        <source>The key as a QR code</source>
        <translation>密钥的二维码</translation>
    </message>
    <message>
        <source>The key has not been copied yet. After closing it cannot be shown again.</source>
        <translation>密钥尚未复制，关闭后将无法再次查看。</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>gateway::ui::KeyStep</name>
    <message>
        <source>A key for %1 has been issued; the next step shows it.</source>
        <translation>已为 %1 签发密钥，下一步会显示它。</translation>
    </message>
    <message>
        <source>A person, a team or a program. Keys and usage are counted by user.</source>
        <translation>可以是个人、团队或程序。密钥和用量按用户统计。</translation>
    </message>
    <message>
        <source>Enter a name.</source>
        <translation>请输入名称。</translation>
    </message>
    <message>
        <source>Every request comes with a key of this gateway. Limits and budgets can be set for each, later and at any time.</source>
        <translation>每个请求都要带上本网关的密钥。可以随时为每个密钥设置限额和预算。</translation>
    </message>
    <message>
        <source>For you, to tell keys apart.</source>
        <translation>便于您区分不同的密钥。</translation>
    </message>
    <message>
        <source>Issue key</source>
        <translation>签发密钥</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>密钥</translation>
    </message>
    <message>
        <source>Name of the key</source>
        <translation>密钥名称</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>Who calls?</source>
        <translation>谁来调用？</translation>
    </message>
    <message>
        <source>me</source>
        <translation>我</translation>
    </message>
</context>
<context>
    <name>gateway::ui::KeysModel</name>
    <message>
        <source>(unnamed)</source>
        <translation>（未命名）</translation>
    </message>
    <message>
        <source>A budget is used up; requests are refused.</source>
        <translation>预算已用完，请求会被拒绝。</translation>
    </message>
    <message>
        <source>A budget of the user is used up; requests are refused.</source>
        <translation>该用户的预算已用完，请求会被拒绝。</translation>
    </message>
    <message>
        <source>Cost this month</source>
        <translation>本月费用</translation>
    </message>
    <message>
        <source>Expires</source>
        <translation>到期</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>密钥</translation>
    </message>
    <message>
        <source>Last used</source>
        <translation>最近使用</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>限额</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>active</source>
        <translation>有效</translation>
    </message>
    <message>
        <source>all</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>expired</source>
        <translation>已过期</translation>
    </message>
    <message>
        <source>never</source>
        <translation>永不</translation>
    </message>
    <message>
        <source>never</source>
        <comment>last used</comment>
        <translation>从未</translation>
    </message>
    <message>
        <source>over budget</source>
        <translation>预算用完</translation>
    </message>
    <message>
        <source>revoked</source>
        <translation>已吊销</translation>
    </message>
    <message>
        <source>user disabled</source>
        <translation>用户已停用</translation>
    </message>
</context>
<context>
    <name>gateway::ui::KeysPage</name>
    <message>
        <source>%1 saved</source>
        <translation>已保存 %1</translation>
    </message>
    <message numerus="yes">
        <source>%n keys revoked</source>
        <translation>
            <numerusform>已吊销 %n 个密钥</numerusform>
        </translation>
    </message>
    <message>
        <source>A client calls the gateway with a key. Issue the first one.</source>
        <translation>客户端凭密钥调用网关，请签发第一个密钥。</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>编辑(&amp;E)…</translation>
    </message>
    <message>
        <source>Issue another for %1…</source>
        <translation>再为 %1 签发一个(&amp;I)…</translation>
    </message>
    <message>
        <source>Issue key</source>
        <translation>签发密钥</translation>
    </message>
    <message>
        <source>Key %1 revoked</source>
        <translation>密钥 %1 已吊销</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>密钥</translation>
    </message>
    <message numerus="yes">
        <source>Limits of %n keys set</source>
        <translation>
            <numerusform>已设置 %n 个密钥的限额</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Revoke %n keys</source>
        <translation>
            <numerusform>吊销 %n 个密钥</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Revoke %n keys?</source>
        <translation>
            <numerusform>吊销 %n 个密钥？</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Revoke %n keys…</source>
        <translation>
            <numerusform>吊销 %n 个密钥(&amp;V)…</numerusform>
        </translation>
    </message>
    <message>
        <source>Revoke key</source>
        <translation>吊销密钥</translation>
    </message>
    <message>
        <source>Revoke the key %1 of %2?</source>
        <translation>吊销“%2”的密钥“%1”？</translation>
    </message>
    <message>
        <source>Revoke…</source>
        <translation>吊销(&amp;V)…</translation>
    </message>
    <message>
        <source>Rotate…</source>
        <translation>轮换(&amp;R)…</translation>
    </message>
    <message>
        <source>Search keys</source>
        <translation>搜索密钥</translation>
    </message>
    <message numerus="yes">
        <source>Set limits of %n keys…</source>
        <translation>
            <numerusform>设置 %n 个密钥的限额(&amp;L)…</numerusform>
        </translation>
    </message>
    <message>
        <source>Show revoked</source>
        <translation>显示已吊销</translation>
    </message>
    <message>
        <source>Whoever calls with %1 is refused from now on. A revoked key cannot be brought back; past usage stays.</source>
        <translation>从现在起，使用 %1 的请求都会被拒绝。吊销后无法恢复，历史用量会保留。</translation>
    </message>
    <message>
        <source>Whoever calls with them is refused from now on: %1. Revoked keys cannot be brought back; past usage stays.</source>
        <translation>从现在起，使用这些密钥的请求都会被拒绝：%1。吊销后无法恢复，历史用量会保留。</translation>
    </message>
</context>
<context>
    <name>gateway::ui::LanguageStep</name>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Tools on this computer call one address with keys that you hand out, and you see where tokens and money go. A few short steps, and the first call is answered.</source>
        <translation>本机上的工具凭您签发的密钥访问同一个地址，Token 和费用的去向一目了然。只需几步，即可完成首次调用。</translation>
    </message>
    <message>
        <source>Welcome to API Gateway</source>
        <translation>欢迎使用 API 网关</translation>
    </message>
</context>
<context>
    <name>gateway::ui::LimitText</name>
    <message>
        <source>%1 %2</source>
        <comment>amount, period</comment>
        <translation>%2 %1</translation>
    </message>
    <message>
        <source>%1 at once</source>
        <translation>并发 %1</translation>
    </message>
    <message>
        <source>%1 may use %2 more</source>
        <translation>%1 可多用 %2</translation>
    </message>
    <message>
        <source>%1 may use %2 more this hour</source>
        <translation>%1 本小时可多用 %2</translation>
    </message>
    <message>
        <source>%1 may use %2 more this month</source>
        <translation>%1 本月可多用 %2</translation>
    </message>
    <message>
        <source>%1 may use %2 more this week</source>
        <translation>%1 本周可多用 %2</translation>
    </message>
    <message>
        <source>%1 may use %2 more today</source>
        <translation>%1 今天可多用 %2</translation>
    </message>
    <message>
        <source>%1 requests/min</source>
        <translation>%1 次/分钟</translation>
    </message>
    <message>
        <source>%1 tokens</source>
        <translation>%1 Token</translation>
    </message>
    <message>
        <source>%1 tokens/min</source>
        <translation>%1 Token/分钟</translation>
    </message>
    <message>
        <source>%1: %2 used, %3 left</source>
        <translation>%1：已用 %2，剩余 %3</translation>
    </message>
    <message numerus="yes">
        <source>%n address ranges</source>
        <translation>
            <numerusform>%n 个地址范围</numerusform>
        </translation>
    </message>
    <message>
        <source>, raised by %1</source>
        <translation>，临时增加 %1</translation>
    </message>
    <message>
        <source>, until %1</source>
        <translation>，%1 重置</translation>
    </message>
    <message>
        <source>Add %1 for this hour</source>
        <translation>本小时增加 %1</translation>
    </message>
    <message>
        <source>Add %1 for this month</source>
        <translation>本月增加 %1</translation>
    </message>
    <message>
        <source>Add %1 for this week</source>
        <translation>本周增加 %1</translation>
    </message>
    <message>
        <source>Add %1 for today</source>
        <translation>今天增加 %1</translation>
    </message>
    <message>
        <source>Add %1 to the total</source>
        <translation>总额增加 %1</translation>
    </message>
    <message>
        <source>day</source>
        <translation>日</translation>
    </message>
    <message>
        <source>hour</source>
        <translation>小时</translation>
    </message>
    <message>
        <source>in total</source>
        <translation>总计</translation>
    </message>
    <message>
        <source>month</source>
        <translation>月</translation>
    </message>
    <message>
        <source>per day</source>
        <translation>每天</translation>
    </message>
    <message>
        <source>per hour</source>
        <translation>每小时</translation>
    </message>
    <message>
        <source>per month</source>
        <translation>每月</translation>
    </message>
    <message>
        <source>per week</source>
        <translation>每周</translation>
    </message>
    <message>
        <source>strict</source>
        <translation>严格</translation>
    </message>
    <message>
        <source>total</source>
        <translation>总计</translation>
    </message>
    <message>
        <source>unpriced allowed</source>
        <translation>允许未定价</translation>
    </message>
    <message>
        <source>until %1</source>
        <comment>a used up budget comes back</comment>
        <translation>%1 恢复</translation>
    </message>
    <message>
        <source>week</source>
        <translation>周</translation>
    </message>
</context>
<context>
    <name>gateway::ui::LimitsForm</name>
    <message>
        <source>Addresses of clients</source>
        <translation>客户端地址</translation>
    </message>
    <message numerus="yes">
        <source>After %n days</source>
        <translation>
            <numerusform>%n 天后</numerusform>
        </translation>
    </message>
    <message>
        <source>After one year</source>
        <translation>一年后</translation>
    </message>
    <message>
        <source>All models</source>
        <translation>全部模型</translation>
    </message>
    <message>
        <source>Any address</source>
        <translation>任意地址</translation>
    </message>
    <message>
        <source>Each request reserves the most that it could cost, so some are refused although there would have been room.</source>
        <translation>每个请求按最高可能费用预留，因此有些请求会在仍有余量时被拒绝。</translation>
    </message>
    <message>
        <source>Enter a whole number, or leave it empty.</source>
        <translation>请输入整数，或留空。</translation>
    </message>
    <message>
        <source>Expires</source>
        <translation>到期</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>最后一天</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>限额</translation>
    </message>
    <message>
        <source>Limits, for all keys of the user together</source>
        <translation>限额（该用户的全部密钥合计）</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Models without a price may be called despite a budget in money</source>
        <translation>设有金额预算时，仍可调用未定价的模型</translation>
    </message>
    <message>
        <source>Names or patterns such as kimi-*; a leading ! denies.</source>
        <translation>填写名称或 kimi-* 这样的通配；以 ! 开头表示禁止。</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>永不</translation>
    </message>
    <message>
        <source>No limit</source>
        <translation>不限</translation>
    </message>
    <message>
        <source>On a date</source>
        <translation>指定日期</translation>
    </message>
    <message>
        <source>Parallel requests</source>
        <translation>并发请求</translation>
    </message>
    <message>
        <source>Remove all their budgets first</source>
        <translation>先移除其现有的全部预算</translation>
    </message>
    <message>
        <source>Requests per minute</source>
        <translation>每分钟请求数</translation>
    </message>
    <message>
        <source>Strict: never more than the budget, even for a moment</source>
        <translation>严格：任何时刻都不超出预算</translation>
    </message>
    <message>
        <source>Such as 10.0.0.0/8 or 192.168.1.20.</source>
        <translation>例如 10.0.0.0/8 或 192.168.1.20。</translation>
    </message>
    <message>
        <source>Their cost is unknown and is not counted.</source>
        <translation>其费用未知，不计入预算。</translation>
    </message>
    <message>
        <source>This day is over.</source>
        <translation>这一天已经过去。</translation>
    </message>
    <message>
        <source>Tokens per minute</source>
        <translation>每分钟 Token 数</translation>
    </message>
    <message>
        <source>Unchanged</source>
        <translation>保持不变</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
</context>
<context>
    <name>gateway::ui::LiveCallsModel</name>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 tok/s</source>
        <translation>%1 Token/秒</translation>
    </message>
    <message>
        <source>An estimate until the provider says what it counted.</source>
        <translation>提供商报告计数之前为估算值。</translation>
    </message>
    <message>
        <source>First token after %1</source>
        <translation>首字时间 %1</translation>
    </message>
    <message>
        <source>Stop the request of %1 to %2, since %3</source>
        <translation>停止 %1 对 %2 的请求（始于 %3）</translation>
    </message>
    <message>
        <source>The client has left; the answer is read to its end for its usage.</source>
        <translation>客户端已离开；为统计用量，回答会继续读完。</translation>
    </message>
    <message>
        <source>attempt %1</source>
        <translation>第 %1 次尝试</translation>
    </message>
    <message>
        <source>connecting</source>
        <translation>连接中</translation>
    </message>
    <message>
        <source>draining</source>
        <translation>收尾中</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>已结束</translation>
    </message>
    <message>
        <source>stopping</source>
        <translation>正在停止</translation>
    </message>
    <message>
        <source>streaming</source>
        <translation>输出中</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待中</translation>
    </message>
</context>
<context>
    <name>gateway::ui::LiveCallsView</name>
    <message numerus="yes">
        <source>%n in flight</source>
        <translation>
            <numerusform>%n 个进行中</numerusform>
        </translation>
    </message>
    <message>
        <source>Ends the request; its client gets an error.</source>
        <translation>结束该请求；其客户端会收到错误。</translation>
    </message>
    <message>
        <source>Requests in flight</source>
        <translation>进行中的请求</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
</context>
<context>
    <name>gateway::ui::LogSection</name>
    <message>
        <source>A line of JSON for each request in logs/access.log, beside the database. Without keys, prompts and answers.</source>
        <translation>每个请求在数据库旁的 logs/access.log 中写一行 JSON，不含密钥、提示词和回答。</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Older files kept</source>
        <translation>保留的旧文件数</translation>
    </message>
    <message>
        <source>Size of one file</source>
        <translation>单个文件大小</translation>
    </message>
    <message>
        <source>Then the next begins.</source>
        <translation>达到后写入新文件。</translation>
    </message>
    <message>
        <source>Write an access log</source>
        <translation>写访问日志</translation>
    </message>
</context>
<context>
    <name>gateway::ui::MainWindow</name>
    <message>
        <source>API Gateway</source>
        <translation>API 网关</translation>
    </message>
    <message>
        <source>Open the window or quit from this icon.</source>
        <translation>可通过此图标打开窗口或退出。</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>The gateway keeps running</source>
        <translation>网关仍在运行</translation>
    </message>
</context>
<context>
    <name>gateway::ui::Menu</name>
    <message>
        <source>Menu</source>
        <translation>菜单</translation>
    </message>
</context>
<context>
    <name>gateway::ui::MessageText</name>
    <message>
        <source>Copy</source>
        <translation>复制(&amp;C)</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选(&amp;A)</translation>
    </message>
</context>
<context>
    <name>gateway::ui::MessageView</name>
    <message>
        <source>Copy the answer</source>
        <translation>复制回答</translation>
    </message>
    <message>
        <source>Show it among the requests</source>
        <translation>在请求列表中查看</translation>
    </message>
    <message>
        <source>Show the request</source>
        <translation>查看请求</translation>
    </message>
    <message>
        <source>Show what was sent</source>
        <translation>查看发送的内容</translation>
    </message>
    <message>
        <source>Thinking: %1</source>
        <translation>思考：%1</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>gateway::ui::ModelText</name>
    <message>
        <source> If that fails: %1.</source>
        <translation>失败则用 %1。</translation>
    </message>
    <message>
        <source> or </source>
        <comment>between providers</comment>
        <translation>或 </translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1（%2）</translation>
    </message>
    <message>
        <source>%1 (off)</source>
        <translation>%1（停用）</translation>
    </message>
    <message>
        <source>Cache read %1</source>
        <translation>缓存读取 %1</translation>
    </message>
    <message>
        <source>Cache write %1</source>
        <translation>缓存写入 %1</translation>
    </message>
    <message>
        <source>Cache write, 1 h %1</source>
        <translation>缓存写入（1 小时）%1</translation>
    </message>
    <message>
        <source>First %1.</source>
        <translation>先用 %1。</translation>
    </message>
    <message>
        <source>From %1 prompt tokens: %2 in, %3 out</source>
        <translation>提示词达 %1 个 Token 起：输入 %2，输出 %3</translation>
    </message>
    <message>
        <source>Input %1</source>
        <translation>输入 %1</translation>
    </message>
    <message>
        <source>Output %1</source>
        <translation>输出 %1</translation>
    </message>
    <message>
        <source>Reasoning %1</source>
        <translation>推理 %1</translation>
    </message>
    <message>
        <source>built in</source>
        <translation>内置</translation>
    </message>
    <message>
        <source>free</source>
        <translation>免费</translation>
    </message>
    <message>
        <source>imported</source>
        <translation>已导入</translation>
    </message>
    <message>
        <source>set by hand</source>
        <translation>手动设置</translation>
    </message>
</context>
<context>
    <name>gateway::ui::ModelsPage</name>
    <message>
        <source>%1 removed</source>
        <translation>已移除 %1</translation>
    </message>
    <message>
        <source>%1 saved</source>
        <translation>已保存 %1</translation>
    </message>
    <message numerus="yes">
        <source>%n prices imported</source>
        <translation>
            <numerusform>已导入 %n 个价格</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unpriced</source>
        <translation>
            <numerusform>%n 个未定价</numerusform>
        </translation>
    </message>
    <message>
        <source>1 USD = %1 CNY</source>
        <translation>1 USD = %1 CNY</translation>
    </message>
    <message>
        <source>Add alias</source>
        <translation>添加别名</translation>
    </message>
    <message>
        <source>Add an alias for it…</source>
        <translation>为它添加别名(&amp;A)…</translation>
    </message>
    <message>
        <source>Change the exchange rate</source>
        <translation>修改汇率</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>修改…</translation>
    </message>
    <message>
        <source>Choose who answers…</source>
        <translation>选择由谁回答(&amp;E)…</translation>
    </message>
    <message>
        <source>Copy name</source>
        <translation>复制名称(&amp;C)</translation>
    </message>
    <message>
        <source>Currency of the prices shown</source>
        <translation>价格的显示币种</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>编辑(&amp;E)…</translation>
    </message>
    <message>
        <source>Go to providers</source>
        <translation>前往提供商</translation>
    </message>
    <message>
        <source>Import prices…</source>
        <translation>导入价格…</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Original currency</source>
        <translation>原币种</translation>
    </message>
    <message>
        <source>Price at %1…</source>
        <translation>%1 的价格(&amp;P)…</translation>
    </message>
    <message>
        <source>Prices in CNY</source>
        <translation>以人民币显示</translation>
    </message>
    <message>
        <source>Prices in USD</source>
        <translation>以美元显示</translation>
    </message>
    <message>
        <source>Providers bring the models that clients can ask for. Add a provider first.</source>
        <translation>客户端可用的模型来自提供商。请先添加一个提供商。</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Remove %1?</source>
        <translation>移除 %1？</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>移除(&amp;R)…</translation>
    </message>
    <message>
        <source>Search models</source>
        <translation>搜索模型</translation>
    </message>
    <message>
        <source>Set price at %1…</source>
        <translation>设置 %1 的价格(&amp;P)…</translation>
    </message>
    <message>
        <source>Set price…</source>
        <translation>设置价格…</translation>
    </message>
    <message>
        <source>The price of %1 is removed</source>
        <translation>已移除 %1 的价格</translation>
    </message>
    <message>
        <source>The price of %1 is set</source>
        <translation>已设置 %1 的价格</translation>
    </message>
    <message>
        <source>The providers that list this model answer for it again, in their order.</source>
        <translation>之后仍由列出该模型的提供商按顺序回答。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Whoever asks for %1 is told from now on that there is no such model.</source>
        <translation>之后请求 %1 的客户端会被告知没有这个模型。</translation>
    </message>
</context>
<context>
    <name>gateway::ui::MonthText</name>
    <message numerus="yes">
        <source>%1 requests, %2 tokens, %3</source>
        <translation>
            <numerusform>%1 个请求，%2 Token，%3</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n requests have no price</source>
        <translation>
            <numerusform>%n 个请求未定价</numerusform>
        </translation>
    </message>
    <message>
        <source>no cost</source>
        <translation>无费用</translation>
    </message>
</context>
<context>
    <name>gateway::ui::Navigation</name>
    <message>
        <source>API Gateway</source>
        <translation>API 网关</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>接入</translation>
    </message>
    <message>
        <source>Find or do…</source>
        <translation>查找或执行…</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>密钥</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>概览</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>Playground</source>
        <translation>试用</translation>
    </message>
    <message>
        <source>Providers</source>
        <translation>提供商</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Users</source>
        <translation>用户</translation>
    </message>
</context>
<context>
    <name>gateway::ui::Notifier</name>
    <message>
        <source>%1 answers again</source>
        <translation>%1 已恢复回答</translation>
    </message>
    <message>
        <source>%1 does not answer as it should</source>
        <translation>%1 回答异常</translation>
    </message>
    <message>
        <source>%1 has no credit left</source>
        <translation>%1 余额不足</translation>
    </message>
    <message>
        <source>%1 has used 80 % of a budget</source>
        <translation>%1 的一项预算已用 80 %</translation>
    </message>
    <message>
        <source>%1 has used up a budget</source>
        <translation>%1 的一项预算已用完</translation>
    </message>
    <message>
        <source>%1 refuses its provider key</source>
        <translation>%1 拒绝了上游密钥</translation>
    </message>
    <message>
        <source>%1. Requests are refused until the period ends or the budget is raised.</source>
        <translation>%1。在周期结束或提高预算之前，请求会被拒绝。</translation>
    </message>
    <message>
        <source>It is paused for a while after failures (%1); requests go to other providers where there are some.</source>
        <translation>多次失败后暂停使用（%1）；如有其他提供商，请求会转到那里。</translation>
    </message>
    <message>
        <source>It is used again.</source>
        <translation>已重新启用。</translation>
    </message>
    <message>
        <source>The provider said %1. Replace this provider key; others of this provider are used meanwhile.</source>
        <translation>提供商返回 %1。请更换此上游密钥；在此期间使用该提供商的其他上游密钥。</translation>
    </message>
    <message>
        <source>The provider said %1. Top up the account there; other keys of this provider are used meanwhile.</source>
        <translation>提供商返回 %1。请到提供商处充值；在此期间使用该提供商的其他上游密钥。</translation>
    </message>
</context>
<context>
    <name>gateway::ui::OfferedTable</name>
    <message>
        <source>%1 of %2 unpriced</source>
        <translation>%2 个中 %1 个未定价</translation>
    </message>
    <message>
        <source>%1, per million tokens, %2:</source>
        <translation>%1，每百万 Token，%2：</translation>
    </message>
    <message>
        <source>%1: unpriced. Click to set the price.</source>
        <translation>%1：未定价。点击设置价格。</translation>
    </message>
    <message>
        <source>Answered by</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>Cost, 30 d</source>
        <translation>30 天费用</translation>
    </message>
    <message>
        <source>Input / M</source>
        <translation>输入/百万</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>No provider that answers for it is enabled.</source>
        <translation>能回答它的提供商都已停用。</translation>
    </message>
    <message>
        <source>Output / M</source>
        <translation>输出/百万</translation>
    </message>
    <message>
        <source>Price of a million tokens</source>
        <translation>每百万 Token 的价格</translation>
    </message>
    <message>
        <source>Providers list it by this name.</source>
        <translation>提供商以这个名称列出它。</translation>
    </message>
    <message>
        <source>Requests, 30 d</source>
        <translation>30 天请求</translation>
    </message>
    <message>
        <source>The pattern %1 decides about it.</source>
        <translation>由通配 %1 决定去向。</translation>
    </message>
    <message>
        <source>alias</source>
        <translation>别名</translation>
    </message>
    <message>
        <source>free</source>
        <translation>免费</translation>
    </message>
    <message>
        <source>off</source>
        <translation>停用</translation>
    </message>
    <message>
        <source>pattern</source>
        <translation>通配</translation>
    </message>
    <message>
        <source>unpriced</source>
        <translation>未定价</translation>
    </message>
</context>
<context>
    <name>gateway::ui::OverviewChart</name>
    <message numerus="yes">
        <source>%n others</source>
        <translation>
            <numerusform>其他 %n 项</numerusform>
        </translation>
    </message>
    <message>
        <source>Answered</source>
        <translation>已回答</translation>
    </message>
    <message>
        <source>Cached</source>
        <translation>缓存</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>费用</translation>
    </message>
    <message>
        <source>Failed or stopped</source>
        <translation>失败或中止</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
</context>
<context>
    <name>gateway::ui::OverviewPage</name>
    <message>
        <source>%1 by day</source>
        <translation>每日 %1</translation>
    </message>
    <message>
        <source>%1 by hour</source>
        <translation>每小时 %1</translation>
    </message>
    <message>
        <source>%1 could not be written.</source>
        <translation>无法写入 %1。</translation>
    </message>
    <message>
        <source>Add provider</source>
        <translation>添加提供商</translation>
    </message>
    <message>
        <source>By key</source>
        <translation>按密钥</translation>
    </message>
    <message>
        <source>By kind of token</source>
        <translation>按 Token 种类</translation>
    </message>
    <message>
        <source>By model</source>
        <translation>按模型</translation>
    </message>
    <message>
        <source>By provider</source>
        <translation>按提供商</translation>
    </message>
    <message>
        <source>By user</source>
        <translation>按用户</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>费用</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Figures as CSV…</source>
        <translation>导出 CSV 数据(&amp;C)…</translation>
    </message>
    <message>
        <source>Grouped</source>
        <translation>分组方式</translation>
    </message>
    <message>
        <source>Issue a key</source>
        <translation>签发密钥</translation>
    </message>
    <message>
        <source>Latest requests</source>
        <translation>最近请求</translation>
    </message>
    <message>
        <source>No requests in this range yet. A tool that calls the gateway with a key shows up here.</source>
        <translation>这段时间内还没有请求。工具凭密钥访问网关后，就会显示在这里。</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>概览</translation>
    </message>
    <message>
        <source>Picture (*.png)</source>
        <translation>图片 (*.png)</translation>
    </message>
    <message>
        <source>Picture of this page…</source>
        <translation>保存页面图片(&amp;P)…</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>Saved to %1</source>
        <translation>已保存到 %1</translation>
    </message>
    <message>
        <source>Shown in the chart</source>
        <translation>图表内容</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>表格 (*.csv)</translation>
    </message>
    <message>
        <source>There is no provider yet. Add one, then issue a key and make a first call.</source>
        <translation>还没有提供商。请先添加提供商，再签发密钥并发起首次调用。</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Token</translation>
    </message>
</context>
<context>
    <name>gateway::ui::OverviewTiles</name>
    <message>
        <source>%1 day on day</source>
        <translation>%1 较前一天</translation>
    </message>
    <message>
        <source>%1 month on month</source>
        <translation>%1 较前一月</translation>
    </message>
    <message>
        <source>%1 vs. before</source>
        <translation>%1 较前期</translation>
    </message>
    <message>
        <source>%1 vs. yesterday</source>
        <translation>%1 较昨日</translation>
    </message>
    <message>
        <source>%1 week on week</source>
        <translation>%1 较前一周</translation>
    </message>
    <message numerus="yes">
        <source>%n failed or stopped</source>
        <translation>
            <numerusform>%n 个失败或中止</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n requests unpriced</source>
        <translation>
            <numerusform>%n 个请求未定价</numerusform>
        </translation>
    </message>
    <message>
        <source>Compared with the same stretch of time before: %1 requests.</source>
        <translation>与之前同样长的一段时间相比：%1 个请求。</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>费用</translation>
    </message>
    <message>
        <source>First token</source>
        <translation>首字时间</translation>
    </message>
    <message>
        <source>Median and 95th percentile of the latest requests of this range.</source>
        <translation>这段时间内最近请求的中位数和第 95 百分位数。</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>Success</source>
        <translation>成功率</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>cached</source>
        <translation>缓存</translation>
    </message>
    <message>
        <source>in</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>out</source>
        <translation>输出</translation>
    </message>
</context>
<context>
    <name>gateway::ui::PalettePlaces</name>
    <message>
        <source>Address</source>
        <translation>地址</translation>
    </message>
    <message>
        <source>Backups</source>
        <translation>备份</translation>
    </message>
    <message>
        <source>Choose a row, then %1</source>
        <translation>选中一行，再按 %1</translation>
    </message>
    <message>
        <source>Default model</source>
        <translation>默认模型</translation>
    </message>
    <message>
        <source>Exchange rate</source>
        <translation>汇率</translation>
    </message>
    <message>
        <source>Export the overview…</source>
        <translation>导出概览…</translation>
    </message>
    <message>
        <source>How long requests are kept</source>
        <translation>请求保留多久</translation>
    </message>
    <message>
        <source>Import prices…</source>
        <translation>导入价格…</translation>
    </message>
    <message>
        <source>Keep prompts and answers</source>
        <translation>保存提示词与回答</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Logs</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Monthly statement of a user</source>
        <translation>用户月度账单</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>新对话</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>通知</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>端口</translation>
    </message>
    <message>
        <source>Proxy to providers</source>
        <translation>到提供商的代理</translation>
    </message>
    <message>
        <source>Raise a budget</source>
        <translation>提高预算</translation>
    </message>
    <message>
        <source>Revoke a key</source>
        <translation>吊销密钥</translation>
    </message>
    <message>
        <source>Rotate a key</source>
        <translation>轮换密钥</translation>
    </message>
    <message>
        <source>Routing</source>
        <translation>路由</translation>
    </message>
    <message>
        <source>Server limits</source>
        <translation>服务器限制</translation>
    </message>
    <message>
        <source>Set the price of a model</source>
        <translation>设置模型价格</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Start at login</source>
        <translation>登录时启动</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>时区</translation>
    </message>
    <message>
        <source>Tray icon</source>
        <translation>托盘图标</translation>
    </message>
    <message>
        <source>Who may call</source>
        <translation>访问来源</translation>
    </message>
</context>
<context>
    <name>gateway::ui::PlaygroundPage</name>
    <message>
        <source>&amp;New chat</source>
        <translation>新对话(&amp;N)</translation>
    </message>
    <message>
        <source>Add a provider</source>
        <translation>添加提供商</translation>
    </message>
    <message>
        <source>Another process serves here; it wants a key, which stays in this page.</source>
        <translation>当前由另一个进程提供服务，需要一个密钥。密钥只留在本页。</translation>
    </message>
    <message>
        <source>Answers the same questions.</source>
        <translation>回答同样的问题。</translation>
    </message>
    <message>
        <source>Ask a model: the request goes through the gateway as any other, booked to the user local.</source>
        <translation>向模型提问：与其他请求一样经过网关，记在用户 local 名下。</translation>
    </message>
    <message>
        <source>Chat cleared</source>
        <translation>对话已清空</translation>
    </message>
    <message>
        <source>Copied as %1; put a key in place of YOUR_KEY.</source>
        <translation>已复制为 %1；请用密钥替换 YOUR_KEY。</translation>
    </message>
    <message>
        <source>Copy &amp;as code</source>
        <translation>复制为代码(&amp;A)</translation>
    </message>
    <message>
        <source>Explain in three sentences what an API gateway is good for.</source>
        <translation>用三句话说明 API 网关有什么用。</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>密钥</translation>
    </message>
    <message>
        <source>Paste a key</source>
        <translation>粘贴密钥</translation>
    </message>
    <message>
        <source>Playground</source>
        <translation>试用</translation>
    </message>
    <message>
        <source>Side &amp;by side</source>
        <translation>并排对比(&amp;B)</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>启动</translation>
    </message>
    <message>
        <source>The gateway is stopped.</source>
        <translation>网关已停止。</translation>
    </message>
    <message>
        <source>There is no model to talk to yet.</source>
        <translation>还没有可以对话的模型。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Use an example</source>
        <translation>使用示例</translation>
    </message>
</context>
<context>
    <name>gateway::ui::PriceChanges</name>
    <message>
        <source>After</source>
        <translation>导入后</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>变化</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>现价</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>提供商</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>变更</translation>
    </message>
    <message>
        <source>new</source>
        <translation>新增</translation>
    </message>
</context>
<context>
    <name>gateway::ui::PriceDialog</name>
    <message>
        <source>%1 only</source>
        <translation>仅 %1</translation>
    </message>
    <message>
        <source>All providers that have it</source>
        <translation>所有提供它的提供商</translation>
    </message>
    <message>
        <source>Applies to</source>
        <translation>适用于</translation>
    </message>
    <message>
        <source>Cache read</source>
        <translation>缓存读取</translation>
    </message>
    <message>
        <source>Cache write</source>
        <translation>缓存写入</translation>
    </message>
    <message>
        <source>Cache write, 1 h</source>
        <translation>缓存写入（1 小时）</translation>
    </message>
    <message>
        <source>Currency, per million tokens</source>
        <translation>币种（每百万 Token）</translation>
    </message>
    <message>
        <source>Enter an amount, such as 0.60.</source>
        <translation>请输入金额，例如 0.60。</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>It can be called, but without a price its cost is not known.</source>
        <translation>可以调用，但尚未定价，无法计算费用。</translation>
    </message>
    <message>
        <source>Now %1, %2 for %3. Past requests keep the price of their time.</source>
        <translation>现价 %1，%2，适用于 %3。过去的请求保留当时的价格。</translation>
    </message>
    <message>
        <source>Now %1, %2. Past requests keep the price of their time.</source>
        <translation>现价 %1，%2。过去的请求保留当时的价格。</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Price of %1</source>
        <translation>%1 的价格</translation>
    </message>
    <message>
        <source>Reasoning</source>
        <translation>推理</translation>
    </message>
    <message>
        <source>Remove this price</source>
        <translation>移除此价格</translation>
    </message>
    <message>
        <source>Set a price for %1</source>
        <translation>为 %1 设置价格</translation>
    </message>
    <message>
        <source>Set price</source>
        <translation>设置价格</translation>
    </message>
    <message>
        <source>What is built in holds again, if there is one.</source>
        <translation>如有内置价格，则恢复内置价格。</translation>
    </message>
    <message>
        <source>as cache write</source>
        <translation>同缓存写入</translation>
    </message>
    <message>
        <source>as input</source>
        <translation>同输入</translation>
    </message>
    <message>
        <source>as output</source>
        <translation>同输出</translation>
    </message>
</context>
<context>
    <name>gateway::ui::PriceImportDialog</name>
    <message>
        <source>%1 changed, %2 new, %3 unchanged</source>
        <translation>%1 个变更，%2 个新增，%3 个不变</translation>
    </message>
    <message numerus="yes">
        <source>%n entries of the list are left out: models that this gateway does not have, prices that are not by the token, and what you have set by hand.</source>
        <translation>
            <numerusform>略过价格表中的 %n 项：本网关没有的模型、不按 Token 计的价格，以及您手动设置的价格。</numerusform>
        </translation>
    </message>
    <message>
        <source>A file of LiteLLM (model_prices_and_context_window.json) or models.dev (api.json); drop it here. Nothing changes before you have seen it.</source>
        <translation>LiteLLM（model_prices_and_context_window.json）或 models.dev（api.json）的文件，可拖到这里。确认预览之前不做任何改动。</translation>
    </message>
    <message>
        <source>Choose a file.</source>
        <translation>请选择文件。</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message numerus="yes">
        <source>Import %n prices</source>
        <translation>
            <numerusform>导入 %n 个价格</numerusform>
        </translation>
    </message>
    <message>
        <source>Import prices</source>
        <translation>导入价格</translation>
    </message>
    <message>
        <source>Include models that this gateway does not know</source>
        <translation>包括本网关没有的模型</translation>
    </message>
    <message>
        <source>JSON files (*.json);;All files (*)</source>
        <translation>JSON 文件 (*.json);;所有文件 (*)</translation>
    </message>
    <message>
        <source>Nothing to import</source>
        <translation>没有可导入的</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>Price list</source>
        <translation>价格表</translation>
    </message>
    <message>
        <source>The file cannot be read. %1</source>
        <translation>无法读取文件。%1</translation>
    </message>
    <message>
        <source>What changes</source>
        <translation>变化内容</translation>
    </message>
</context>
<context>
    <name>gateway::ui::ProblemsCard</name>
    <message>
        <source>%1 MB left where the data is</source>
        <translation>数据所在磁盘仅剩 %1 MB</translation>
    </message>
    <message numerus="yes">
        <source>%1 · %n requests</source>
        <translation>
            <numerusform>%1 · %n 个请求</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 · after failures (%2)</source>
        <translation>%1 · 多次失败后（%2）</translation>
    </message>
    <message>
        <source>Add provider</source>
        <translation>添加提供商</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Needs attention</source>
        <translation>需要处理</translation>
    </message>
    <message>
        <source>Open Providers</source>
        <translation>前往提供商</translation>
    </message>
    <message>
        <source>Replace provider key</source>
        <translation>更换上游密钥</translation>
    </message>
    <message>
        <source>Set price</source>
        <translation>设置价格</translation>
    </message>
    <message>
        <source>There is no provider yet: no request can be answered.</source>
        <translation>还没有提供商，暂时无法回答任何请求。</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>另有 %n 项</numerusform>
        </translation>
    </message>
    <message>
        <source>disk</source>
        <translation>磁盘</translation>
    </message>
    <message>
        <source>no credit</source>
        <translation>余额不足</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>暂停中</translation>
    </message>
    <message>
        <source>provider</source>
        <translation>提供商</translation>
    </message>
    <message>
        <source>provider key refused</source>
        <translation>上游密钥被拒</translation>
    </message>
    <message>
        <source>unpriced</source>
        <translation>未定价</translation>
    </message>
</context>
<context>
    <name>gateway::ui::ProviderCard</name>
    <message>
        <source>%1 Tested %2.</source>
        <translation>%1%2测试。</translation>
    </message>
    <message>
        <source>%1: replace it · %2</source>
        <translation>%1：请更换 · %2</translation>
    </message>
    <message>
        <source>%1: top up · %2</source>
        <translation>%1：请充值 · %2</translation>
    </message>
    <message numerus="yes">
        <source>%n models</source>
        <translation>
            <numerusform>%n 个模型</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n provider keys</source>
        <translation>
            <numerusform>%n 个上游密钥</numerusform>
        </translation>
    </message>
    <message>
        <source>Add provider key…</source>
        <translation>添加上游密钥…</translation>
    </message>
    <message>
        <source>Answers inside this program, for trying out. Costs nothing.</source>
        <translation>在程序内部回答，供试用，不产生费用。</translation>
    </message>
    <message>
        <source>Calling…</source>
        <translation>正在调用…</translation>
    </message>
    <message>
        <source>Judged by today&apos;s requests; not tested since the start.</source>
        <translation>按今天的请求判断；启动后尚未测试。</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>More actions for %1</source>
        <translation>%1 的更多操作</translation>
    </message>
    <message>
        <source>No test since the program was started.</source>
        <translation>程序启动后尚未测试。</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Remove provider key %1</source>
        <translation>移除上游密钥 %1</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>更换</translation>
    </message>
    <message>
        <source>Replace provider key %1</source>
        <translation>更换上游密钥 %1</translation>
    </message>
    <message>
        <source>Replace provider key…</source>
        <translation>更换上游密钥…</translation>
    </message>
    <message>
        <source>Set provider key…</source>
        <translation>设置上游密钥…</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>Test %1</source>
        <translation>测试 %1</translation>
    </message>
    <message>
        <source>Tested %1: see the provider key.</source>
        <translation>%1测试，结果见上游密钥。</translation>
    </message>
    <message>
        <source>demo</source>
        <translation>演示</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>使用中</translation>
    </message>
    <message>
        <source>models unknown</source>
        <translation>模型未知</translation>
    </message>
    <message>
        <source>no provider key</source>
        <translation>无上游密钥</translation>
    </message>
    <message>
        <source>provider key stored</source>
        <translation>已保存上游密钥</translation>
    </message>
    <message>
        <source>provider key …%1</source>
        <translation>上游密钥 …%1</translation>
    </message>
</context>
<context>
    <name>gateway::ui::ProviderDialog</name>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Add provider</source>
        <translation>添加提供商</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>测试</translation>
    </message>
</context>
<context>
    <name>gateway::ui::ProviderForm</name>
    <message numerus="yes">
        <source>%n models.</source>
        <translation>
            <numerusform>%n 个模型。</numerusform>
        </translation>
    </message>
    <message>
        <source>A name cannot contain a slash.</source>
        <translation>名称中不能有斜杠。</translation>
    </message>
    <message>
        <source>Answers inside this program, without a network. For trying out.</source>
        <translation>在程序内部回答，无需网络，供试用。</translation>
    </message>
    <message>
        <source>Base URL</source>
        <translation>接口地址 (Base URL)</translation>
    </message>
    <message>
        <source>Calling %1…</source>
        <translation>正在调用 %1…</translation>
    </message>
    <message>
        <source>Enter a name.</source>
        <translation>请输入名称。</translation>
    </message>
    <message>
        <source>Enter an address such as https://api.example.com/v1.</source>
        <translation>请输入地址，例如 https://api.example.com/v1。</translation>
    </message>
    <message>
        <source>Get a provider key</source>
        <translation>获取上游密钥</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Other address (OpenAI-compatible)</source>
        <translation>其他地址（兼容 OpenAI）</translation>
    </message>
    <message>
        <source>Paste the key that the provider gave you.</source>
        <translation>请粘贴提供商给您的密钥。</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>提供商</translation>
    </message>
    <message>
        <source>Provider key</source>
        <translation>上游密钥</translation>
    </message>
    <message>
        <source>Provider key (where one is needed)</source>
        <translation>上游密钥（如需要）</translation>
    </message>
    <message>
        <source>Replace the placeholder with your own value.</source>
        <translation>请把占位符换成您自己的值。</translation>
    </message>
    <message>
        <source>Stored encrypted; sent to the provider alone.</source>
        <translation>加密保存，只发送给提供商。</translation>
    </message>
    <message>
        <source>There is a provider of this name already.</source>
        <translation>已有同名的提供商。</translation>
    </message>
    <message>
        <source>Used in model names: NAME/model.</source>
        <translation>用于模型名称：名称/模型。</translation>
    </message>
</context>
<context>
    <name>gateway::ui::ProviderKeyDialog</name>
    <message numerus="yes">
        <source>%1 has %n provider keys. Requests use all of them in turn, and the others when one is refused or at its limit.</source>
        <translation>
            <numerusform>%1 已有 %n 个上游密钥。请求轮流使用；某个被拒绝或达到限额时改用其他上游密钥。</numerusform>
        </translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Add a provider key for %1</source>
        <translation>为 %1 添加上游密钥</translation>
    </message>
    <message>
        <source>New provider key</source>
        <translation>新的上游密钥</translation>
    </message>
    <message>
        <source>No provider key is stored yet. Requests use the new one at once.</source>
        <translation>尚未保存上游密钥。新密钥立即生效。</translation>
    </message>
    <message>
        <source>Paste the key that the provider gave you.</source>
        <translation>请粘贴提供商给您的密钥。</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>更换</translation>
    </message>
    <message>
        <source>Replace the provider key of %1</source>
        <translation>更换 %1 的上游密钥</translation>
    </message>
    <message>
        <source>Requests use the new provider key at once.</source>
        <translation>新的上游密钥立即生效。</translation>
    </message>
    <message>
        <source>Set</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Set the provider key of %1</source>
        <translation>设置 %1 的上游密钥</translation>
    </message>
    <message>
        <source>The old one was %1.</source>
        <translation>旧密钥状态：%1。</translation>
    </message>
    <message>
        <source>The stored provider key ends in %1. Requests use the new one at once.</source>
        <translation>当前上游密钥以 %1 结尾。新密钥立即生效。</translation>
    </message>
    <message>
        <source>no credit left (%1)</source>
        <translation>余额不足（%1）</translation>
    </message>
    <message>
        <source>refused by the provider (%1)</source>
        <translation>被提供商拒绝（%1）</translation>
    </message>
</context>
<context>
    <name>gateway::ui::ProviderStep</name>
    <message>
        <source>%1 has been added. It can be changed, and others added, on the page Providers.</source>
        <translation>已添加 %1。可以在“提供商”页中修改或添加其他提供商。</translation>
    </message>
    <message>
        <source>Add it all the same</source>
        <translation>仍然添加</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>No provider key at hand? Try the built-in demo</source>
        <translation>手边没有上游密钥？先用内置演示试试</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>提供商</translation>
    </message>
    <message>
        <source>Test and add</source>
        <translation>测试并添加</translation>
    </message>
    <message>
        <source>The demo needs no provider key. A real provider can be added on the page Providers at any time.</source>
        <translation>演示无需上游密钥。可随时在“提供商”页添加真实的提供商。</translation>
    </message>
    <message>
        <source>The gateway calls the provider with your provider key, so that your tools need not know it. A short test call shows at once whether it works.</source>
        <translation>网关用您的上游密钥访问提供商，您的工具无需知道它。一次简短的测试调用即可确认是否可用。</translation>
    </message>
    <message>
        <source>Use the demo</source>
        <translation>使用演示</translation>
    </message>
    <message>
        <source>Which provider answers?</source>
        <translation>请求交给哪个提供商？</translation>
    </message>
</context>
<context>
    <name>gateway::ui::ProvidersPage</name>
    <message>
        <source>%1 added</source>
        <translation>已添加 %1</translation>
    </message>
    <message>
        <source>%1 added. The default model is now %2.</source>
        <translation>已添加 %1，默认模型现为 %2。</translation>
    </message>
    <message>
        <source>%1 answers again</source>
        <translation>%1 已恢复回答</translation>
    </message>
    <message>
        <source>%1 has one more provider key</source>
        <translation>%1 已添加一个上游密钥</translation>
    </message>
    <message>
        <source>%1 is not called any more</source>
        <translation>不再调用 %1</translation>
    </message>
    <message>
        <source>%1 removed</source>
        <translation>已移除 %1</translation>
    </message>
    <message>
        <source>%1 saved</source>
        <translation>已保存 %1</translation>
    </message>
    <message>
        <source>A provider answers the requests. Add one with its provider key, or the demo to try things out.</source>
        <translation>请求由提供商回答。请添加一个提供商及其上游密钥，或添加演示来试用。</translation>
    </message>
    <message>
        <source>Add another provider key…</source>
        <translation>再添加一个上游密钥(&amp;K)…</translation>
    </message>
    <message>
        <source>Add provider</source>
        <translation>添加提供商</translation>
    </message>
    <message>
        <source>Disable</source>
        <translation>停用(&amp;D)</translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>编辑(&amp;E)…</translation>
    </message>
    <message>
        <source>Enable</source>
        <translation>启用(&amp;N)</translation>
    </message>
    <message>
        <source>It is deleted from this machine. Requests use the other provider keys of %1.</source>
        <translation>该上游密钥将从本机删除，请求改用 %1 的其他上游密钥。</translation>
    </message>
    <message>
        <source>Its provider key is deleted from this machine, and its models are no longer answered. Past usage stays.</source>
        <translation>它的上游密钥将从本机删除，它的模型不再回答。历史用量会保留。</translation>
    </message>
    <message>
        <source>Provider key of %1 removed</source>
        <translation>已移除 %1 的上游密钥</translation>
    </message>
    <message>
        <source>Provider key of %1 replaced</source>
        <translation>已更换 %1 的上游密钥</translation>
    </message>
    <message>
        <source>Providers</source>
        <translation>提供商</translation>
    </message>
    <message>
        <source>Remove %1?</source>
        <translation>移除 %1？</translation>
    </message>
    <message>
        <source>Remove provider</source>
        <translation>移除提供商</translation>
    </message>
    <message>
        <source>Remove provider key</source>
        <translation>移除上游密钥</translation>
    </message>
    <message>
        <source>Remove the provider key …%1 of %2?</source>
        <translation>移除 %2 的上游密钥 …%1？</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>移除(&amp;R)…</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Set provider key…</source>
        <translation>设置上游密钥(&amp;K)…</translation>
    </message>
    <message>
        <source>Replace provider key…</source>
        <translation>更换上游密钥(&amp;K)…</translation>
    </message>
</context>
<context>
    <name>gateway::ui::ProxySection</name>
    <message>
        <source>Connection to providers</source>
        <translation>与提供商的连接</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>代理</translation>
    </message>
    <message>
        <source>http://HOST:PORT or socks5://HOST:PORT, for providers that name none themselves. Those on this computer are always reached directly.</source>
        <translation>http://主机:端口 或 socks5://主机:端口，用于未单独设置代理的提供商。本机上的提供商始终直连。</translation>
    </message>
</context>
<context>
    <name>gateway::ui::QuitDialog</name>
    <message>
        <source>%1 · %2 · for %3</source>
        <translation>%1 · %2 · 已 %3</translation>
    </message>
    <message>
        <source>Keep the window</source>
        <translation>保留窗口</translation>
    </message>
    <message>
        <source>New requests are refused, and the program ends with the last one. Escape keeps the window open; the gateway stops all the same.</source>
        <translation>新的请求会被拒绝，最后一个请求结束后程序退出。按 Esc 可保留窗口，网关仍会停止。</translation>
    </message>
    <message>
        <source>Quit now</source>
        <translation>立即退出</translation>
    </message>
    <message numerus="yes">
        <source>Quit with %n requests in flight?</source>
        <translation>
            <numerusform>还有 %n 个请求进行中，要退出吗？</numerusform>
        </translation>
    </message>
    <message>
        <source>Stop and quit</source>
        <translation>停止并退出</translation>
    </message>
    <message>
        <source>Stop the gateway and quit?</source>
        <translation>停止网关并退出？</translation>
    </message>
    <message>
        <source>Tools that use it get no answer until it is started again.</source>
        <translation>在网关再次启动之前，使用它的工具得不到响应。</translation>
    </message>
    <message>
        <source>Wait, then quit</source>
        <translation>等待后退出</translation>
    </message>
    <message numerus="yes">
        <source>Waiting for %n requests</source>
        <translation>
            <numerusform>正在等待 %n 个请求</numerusform>
        </translation>
    </message>
    <message>
        <source>While the gateway waits for them, it refuses new ones. Quitting now cuts them off. What was used until then is booked either way.</source>
        <translation>等待期间不再接受新请求。立即退出会中断这些请求。无论哪种方式，已使用的用量都会入账。</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>还有 %n 个</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>gateway::ui::Quitter</name>
    <message>
        <source>Stop and quit</source>
        <translation>停止并退出</translation>
    </message>
    <message>
        <source>Stop the gateway and quit?</source>
        <translation>停止网关并退出？</translation>
    </message>
    <message>
        <source>Tools that use it get no answer until it is started again.</source>
        <translation>在网关再次启动之前，使用它的工具得不到响应。</translation>
    </message>
</context>
<context>
    <name>gateway::ui::RaiseDialog</name>
    <message>
        <source>%1 are used already: requests would still be refused.</source>
        <translation>已用 %1，请求仍会被拒绝。</translation>
    </message>
    <message>
        <source>%1 can be used then.</source>
        <translation>提高后还可用 %1。</translation>
    </message>
    <message>
        <source>%1 → %2.</source>
        <translation>%1 → %2。</translation>
    </message>
    <message>
        <source>Budget</source>
        <translation>预算</translation>
    </message>
    <message>
        <source>Enter a number of tokens, such as 2000000.</source>
        <translation>请输入 Token 数量，例如 2000000。</translation>
    </message>
    <message>
        <source>Enter an amount, such as 5 or 0.50.</source>
        <translation>请输入金额，例如 5 或 0.50。</translation>
    </message>
    <message>
        <source>More (%1)</source>
        <translation>增加（%1）</translation>
    </message>
    <message>
        <source>Raise</source>
        <translation>提高</translation>
    </message>
    <message>
        <source>Raise the budget of %1</source>
        <translation>提高“%1”的预算</translation>
    </message>
    <message>
        <source>This budget has no end: what is added stays.</source>
        <translation>该预算没有期限，增加的部分会一直有效。</translation>
    </message>
    <message>
        <source>Until %1; after that the budget is %2 again.</source>
        <translation>有效至 %1，之后预算恢复为 %2。</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>Token</translation>
    </message>
</context>
<context>
    <name>gateway::ui::RangeChoice</name>
    <message>
        <source>&amp;From</source>
        <translation>从</translation>
    </message>
    <message>
        <source>&amp;to</source>
        <translation>到</translation>
    </message>
    <message>
        <source>24 h</source>
        <translation>24 小时</translation>
    </message>
    <message>
        <source>30 days</source>
        <translation>30 天</translation>
    </message>
    <message>
        <source>7 days</source>
        <translation>7 天</translation>
    </message>
    <message>
        <source>Custom</source>
        <translation>自定义</translation>
    </message>
    <message>
        <source>First day</source>
        <translation>第一天</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>最后一天</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>时间范围</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
</context>
<context>
    <name>gateway::ui::RateDialog</name>
    <message>
        <source>1 USD in CNY</source>
        <translation>1 美元兑人民币</translation>
    </message>
    <message>
        <source>Enter a rate from 0.01 to 1000, such as 7.1.</source>
        <translation>请输入 0.01 到 1000 之间的汇率，例如 7.1。</translation>
    </message>
    <message>
        <source>Exchange rate</source>
        <translation>汇率</translation>
    </message>
    <message>
        <source>For sums and budgets over both currencies. Past requests keep the rate of their time.</source>
        <translation>用于跨币种的合计与预算。过去的请求保留当时的汇率。</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
</context>
<context>
    <name>gateway::ui::RefusalText</name>
    <message>
        <source>No provider answers for this model.</source>
        <translation>没有提供商提供此模型。</translation>
    </message>
    <message>
        <source>No provider can answer at the moment.</source>
        <translation>目前没有提供商能够回答。</translation>
    </message>
    <message>
        <source>The budget is used up.</source>
        <translation>预算已用完。</translation>
    </message>
    <message>
        <source>The gateway has too much to do; try again shortly.</source>
        <translation>网关繁忙，请稍后重试。</translation>
    </message>
    <message>
        <source>The gateway is stopping.</source>
        <translation>网关正在停止。</translation>
    </message>
    <message>
        <source>The key has expired.</source>
        <translation>密钥已过期。</translation>
    </message>
    <message>
        <source>The key is not valid here.</source>
        <translation>密钥在此网关无效。</translation>
    </message>
    <message>
        <source>The key may not be used from this address.</source>
        <translation>该密钥不允许从此地址使用。</translation>
    </message>
    <message>
        <source>The key may not use this model.</source>
        <translation>该密钥不允许使用此模型。</translation>
    </message>
    <message>
        <source>The key&apos;s budget of %1 does not suffice.</source>
        <translation>密钥的预算（%1）不足。</translation>
    </message>
    <message>
        <source>The limit of requests at the same time is reached.</source>
        <translation>已达到并发请求数上限。</translation>
    </message>
    <message>
        <source>The limit of requests per minute is reached.</source>
        <translation>已达到每分钟请求数上限。</translation>
    </message>
    <message>
        <source>The limit of tokens per minute is reached.</source>
        <translation>已达到每分钟 Token 数上限。</translation>
    </message>
    <message>
        <source>The model has no price, so a budget of money cannot hold for it.</source>
        <translation>该模型未定价，金额预算无法生效。</translation>
    </message>
    <message>
        <source>The provider cannot be reached.</source>
        <translation>无法连接提供商。</translation>
    </message>
    <message>
        <source>The provider did not answer in time.</source>
        <translation>提供商未能及时回答。</translation>
    </message>
    <message>
        <source>The provider refuses its provider key. Replace it under Providers.</source>
        <translation>提供商拒绝了上游密钥，请在“提供商”页更换。</translation>
    </message>
    <message>
        <source>The provider&apos;s answer is not understood.</source>
        <translation>无法识别提供商的回答。</translation>
    </message>
    <message>
        <source>The request came back to this gateway: a provider&apos;s address leads here.</source>
        <translation>请求又回到了本网关：某个提供商的地址指向这里。</translation>
    </message>
    <message>
        <source>The request did not arrive in time.</source>
        <translation>请求未能及时送达。</translation>
    </message>
    <message>
        <source>The request is not understood.</source>
        <translation>无法识别该请求。</translation>
    </message>
    <message>
        <source>The request is too large.</source>
        <translation>请求过大。</translation>
    </message>
    <message>
        <source>The request was stopped in the window.</source>
        <translation>请求已在窗口中被中止。</translation>
    </message>
    <message>
        <source>The user&apos;s access has expired.</source>
        <translation>用户的访问权限已过期。</translation>
    </message>
    <message>
        <source>The user&apos;s budget of %1 does not suffice.</source>
        <translation>用户的预算（%1）不足。</translation>
    </message>
    <message>
        <source>Too many requests at once; try again shortly.</source>
        <translation>请求过于频繁，请稍后重试。</translation>
    </message>
    <message>
        <source>Usage cannot be recorded at the moment, so nothing is sent.</source>
        <translation>目前无法记录用量，因此未发送请求。</translation>
    </message>
    <message>
        <source>The key&apos;s budget of %1 is used up: %2 of %3.</source>
        <translation>密钥的预算（%1）已用完：%2 / %3。</translation>
    </message>
    <message>
        <source>The user&apos;s budget of %1 is used up: %2 of %3.</source>
        <translation>用户的预算（%1）已用完：%2 / %3。</translation>
    </message>
    <message>
        <source>The key&apos;s budget of %1 has %2 left; this request may need %3.</source>
        <translation>密钥的预算（%1）还剩 %2，此请求可能需要 %3。</translation>
    </message>
    <message>
        <source>The user&apos;s budget of %1 has %2 left; this request may need %3.</source>
        <translation>用户的预算（%1）还剩 %2，此请求可能需要 %3。</translation>
    </message>
    <message>
        <source> It resets on %1.</source>
        <translation>%1 重置。</translation>
    </message>
</context>
<context>
    <name>gateway::ui::RequestsFilterBar</name>
    <message>
        <source>24 h</source>
        <translation>24 小时</translation>
    </message>
    <message>
        <source>30 days</source>
        <translation>30 天</translation>
    </message>
    <message>
        <source>7 days</source>
        <translation>7 天</translation>
    </message>
    <message>
        <source>All time</source>
        <translation>全部时间</translation>
    </message>
    <message>
        <source>Any key</source>
        <translation>全部密钥</translation>
    </message>
    <message>
        <source>Any model</source>
        <translation>全部模型</translation>
    </message>
    <message>
        <source>Any provider</source>
        <translation>全部提供商</translation>
    </message>
    <message>
        <source>Any status</source>
        <translation>全部状态</translation>
    </message>
    <message>
        <source>Any user</source>
        <translation>全部用户</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>出错</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>In flight</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>意外中断</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>已拒绝</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Search: user, model, error, request id…</source>
        <translation>搜索：用户、模型、错误、请求 ID…</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已中止</translation>
    </message>
    <message>
        <source>Succeeded</source>
        <translation>成功</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>今天</translation>
    </message>
    <message>
        <source>one key</source>
        <translation>某个密钥</translation>
    </message>
    <message>
        <source>since %1</source>
        <translation>%1 起</translation>
    </message>
    <message>
        <source>until %1</source>
        <translation>至 %1</translation>
    </message>
</context>
<context>
    <name>gateway::ui::RequestsList</name>
    <message>
        <source>%1 or more new</source>
        <translation>%1 个以上新请求</translation>
    </message>
    <message numerus="yes">
        <source>%n new</source>
        <translation>
            <numerusform>%n 个新请求</numerusform>
        </translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
</context>
<context>
    <name>gateway::ui::RequestsPage</name>
    <message>
        <source>%1 or more requests</source>
        <translation>%1 个以上请求</translation>
    </message>
    <message numerus="yes">
        <source>%1 requests</source>
        <translation>
            <numerusform>%1 个请求</numerusform>
        </translation>
    </message>
    <message>
        <source>Clear filters</source>
        <translation>清除筛选</translation>
    </message>
    <message>
        <source>Issue a key</source>
        <translation>签发密钥</translation>
    </message>
    <message>
        <source>No request fits these filters.</source>
        <translation>没有符合筛选条件的请求。</translation>
    </message>
    <message>
        <source>No requests in this time.</source>
        <translation>这段时间内没有请求。</translation>
    </message>
    <message>
        <source>No requests yet. A tool that calls the gateway with a key shows up here.</source>
        <translation>还没有请求。工具凭密钥访问网关后，就会显示在这里。</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>Show all times</source>
        <translation>显示全部时间</translation>
    </message>
    <message>
        <source>live</source>
        <translation>实时</translation>
    </message>
</context>
<context>
    <name>gateway::ui::ResendCall</name>
    <message>
        <source>The gateway did not answer: %1</source>
        <translation>网关没有响应：%1</translation>
    </message>
</context>
<context>
    <name>gateway::ui::RotateDialog</name>
    <message>
        <source>A new key with the same rights and limits is issued and shown once.</source>
        <translation>将签发一个权限和限额相同的新密钥，只显示一次。</translation>
    </message>
    <message>
        <source>Rotate</source>
        <translation>轮换</translation>
    </message>
    <message>
        <source>Rotate the key %1 of %2</source>
        <translation>轮换“%2”的密钥“%1”</translation>
    </message>
    <message>
        <source>The old key</source>
        <translation>旧密钥</translation>
    </message>
    <message>
        <source>is refused at once</source>
        <translation>立即失效</translation>
    </message>
    <message>
        <source>works for another day</source>
        <translation>再有效一天</translation>
    </message>
    <message>
        <source>works for another hour</source>
        <translation>再有效一小时</translation>
    </message>
    <message>
        <source>works for another week</source>
        <translation>再有效一周</translation>
    </message>
</context>
<context>
    <name>gateway::ui::RouteDialog</name>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Add a target: without one nobody answers.</source>
        <translation>请添加目标，否则无人回答。</translation>
    </message>
    <message>
        <source>Add alias or pattern</source>
        <translation>添加别名或通配</translation>
    </message>
    <message>
        <source>Any name, such as team-default, or a pattern, such as gpt-*.</source>
        <translation>任意名称，如 team-default；或通配，如 gpt-*。</translation>
    </message>
    <message>
        <source>Clients ask for</source>
        <translation>客户端请求的名称</translation>
    </message>
    <message>
        <source>Edit %1</source>
        <translation>编辑 %1</translation>
    </message>
    <message>
        <source>Enter a name.</source>
        <translation>请输入名称。</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>There is an alias or pattern of this name already.</source>
        <translation>已有同名的别名或通配。</translation>
    </message>
    <message>
        <source>This cannot be the name of a model.</source>
        <translation>这不能用作模型名称。</translation>
    </message>
    <message>
        <source>What you set here wins over the lists of the providers.</source>
        <translation>此处的设置优先于提供商的列表。</translation>
    </message>
</context>
<context>
    <name>gateway::ui::RoutingSection</name>
    <message>
        <source>At all providers together.</source>
        <translation>所有提供商合计。</translation>
    </message>
    <message>
        <source>Attempts per request</source>
        <translation>每个请求的尝试次数</translation>
    </message>
    <message>
        <source>Conversation keeps its provider</source>
        <translation>会话保持时长</translation>
    </message>
    <message>
        <source>Doubles when it fails again.</source>
        <translation>再次失败时加倍。</translation>
    </message>
    <message>
        <source>Failures before a pause</source>
        <translation>触发暂停的失败次数</translation>
    </message>
    <message>
        <source>For the prompt cache there. 0: not at all.</source>
        <translation>留在同一提供商以利用提示词缓存。0：不保持。</translation>
    </message>
    <message>
        <source>In streams that are silent. 0: never.</source>
        <translation>流静默时发送。0：不发送。</translation>
    </message>
    <message>
        <source>Keep reading after a disconnect</source>
        <translation>断开后继续读取</translation>
    </message>
    <message>
        <source>Keep-alive interval</source>
        <translation>流保活间隔</translation>
    </message>
    <message>
        <source>Pause after failures</source>
        <translation>失败后暂停时长</translation>
    </message>
    <message>
        <source>Routing</source>
        <translation>路由</translation>
    </message>
    <message>
        <source>To learn the usage of a request whose client left.</source>
        <translation>客户端断开后，为取得用量而继续读取的时长。</translation>
    </message>
    <message>
        <source>Within a minute, of one provider key.</source>
        <translation>一分钟内，按单个上游密钥计。</translation>
    </message>
</context>
<context>
    <name>gateway::ui::SecretEdit</name>
    <message>
        <source>Show or hide</source>
        <translation>显示或隐藏</translation>
    </message>
</context>
<context>
    <name>gateway::ui::SendAgainDialog</name>
    <message numerus="yes">
        <source>%n bytes</source>
        <translation>
            <numerusform>%n 字节</numerusform>
        </translation>
    </message>
    <message>
        <source>Another process serves here and knows no key of this window.</source>
        <translation>当前由另一个进程提供服务，它不认识本窗口的密钥。</translation>
    </message>
    <message>
        <source>Enter a model.</source>
        <translation>请输入模型。</translation>
    </message>
    <message>
        <source>It goes through the gateway as any other request and costs as much, booked to the user local.</source>
        <translation>它与其他请求一样经过网关并计费，记在用户 local 名下。</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>密钥</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Paste a key.</source>
        <translation>请粘贴密钥。</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>发送</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>重新发送</translation>
    </message>
    <message>
        <source>Waiting for the answer…</source>
        <translation>等待回答…</translation>
    </message>
</context>
<context>
    <name>gateway::ui::ServerSection</name>
    <message>
        <source>Between two bytes of an answer.</source>
        <translation>回答的两个字节之间。</translation>
    </message>
    <message>
        <source>Connection timeout</source>
        <translation>连接超时</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>最大连接数</translation>
    </message>
    <message>
        <source>Connections per address</source>
        <translation>单个 IP 最大连接数</translation>
    </message>
    <message>
        <source>First-byte timeout</source>
        <translation>首字节超时</translation>
    </message>
    <message>
        <source>For all that arrive at once.</source>
        <translation>同时到达的所有请求合计。</translation>
    </message>
    <message>
        <source>Idle connection timeout</source>
        <translation>空闲连接超时</translation>
    </message>
    <message>
        <source>Idle stream timeout</source>
        <translation>流空闲超时</translation>
    </message>
    <message>
        <source>Larger ones are refused.</source>
        <translation>超过的请求会被拒绝。</translation>
    </message>
    <message>
        <source>Largest request</source>
        <translation>单个请求大小上限</translation>
    </message>
    <message>
        <source>Long for models that think.</source>
        <translation>会思考的模型需要更久。</translation>
    </message>
    <message>
        <source>Memory for requests</source>
        <translation>请求内存上限</translation>
    </message>
    <message>
        <source>Of a whole request.</source>
        <translation>整个请求。</translation>
    </message>
    <message>
        <source>Of all clients together.</source>
        <translation>所有客户端合计。</translation>
    </message>
    <message>
        <source>Request timeout</source>
        <translation>读取请求超时</translation>
    </message>
    <message>
        <source>Server limits</source>
        <translation>服务器限制</translation>
    </message>
    <message>
        <source>This computer counts, too.</source>
        <translation>本机也计算在内。</translation>
    </message>
    <message>
        <source>To reach a provider.</source>
        <translation>连接到提供商。</translation>
    </message>
    <message>
        <source>Total timeout</source>
        <translation>总时长上限</translation>
    </message>
    <message>
        <source>Until all of a request has arrived.</source>
        <translation>直到请求完整到达。</translation>
    </message>
    <message>
        <source>Without a request, it is closed.</source>
        <translation>没有新请求时关闭连接。</translation>
    </message>
</context>
<context>
    <name>gateway::ui::SettingsPage</name>
    <message>
        <source>About and licences</source>
        <translation>关于和许可证</translation>
    </message>
    <message>
        <source>Changes are saved at once; the address when you press Save.</source>
        <translation>更改会立即保存；地址需点“保存”。</translation>
    </message>
    <message>
        <source>Data: %1</source>
        <translation>数据：%1</translation>
    </message>
    <message>
        <source>Nothing found for “%1”.</source>
        <translation>没有找到“%1”。</translation>
    </message>
    <message>
        <source>Search settings</source>
        <translation>搜索设置</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
</context>
<context>
    <name>gateway::ui::SettingsSection</name>
    <message>
        <source>Saved</source>
        <translation>已保存</translation>
    </message>
</context>
<context>
    <name>gateway::ui::SetupWizard</name>
    <message>
        <source>Back</source>
        <translation>上一步</translation>
    </message>
    <message>
        <source>Close without copying</source>
        <translation>不复制，直接关闭</translation>
    </message>
    <message>
        <source>Finish later</source>
        <translation>以后再说</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>The key has not been copied yet. After closing it cannot be shown again.</source>
        <translation>密钥尚未复制，关闭后将无法再次查看。</translation>
    </message>
</context>
<context>
    <name>gateway::ui::SharesCard</name>
    <message numerus="yes">
        <source>%1: %2 tokens in %3 requests</source>
        <translation>
            <numerusform>%1：%3 个请求，共 %2 Token</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n others</source>
        <translation>
            <numerusform>其他 %n 个</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n requests have no price.</source>
        <translation>
            <numerusform>%n 个请求未定价。</numerusform>
        </translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>费用</translation>
    </message>
    <message>
        <source>Nothing yet.</source>
        <translation>暂无数据。</translation>
    </message>
    <message>
        <source>Usage</source>
        <translation>用量</translation>
    </message>
    <message>
        <source>by key</source>
        <translation>按密钥</translation>
    </message>
    <message>
        <source>by model</source>
        <translation>按模型</translation>
    </message>
    <message>
        <source>by provider</source>
        <translation>按提供商</translation>
    </message>
    <message>
        <source>by user</source>
        <translation>按用户</translation>
    </message>
    <message>
        <source>unpriced</source>
        <translation>未定价</translation>
    </message>
</context>
<context>
    <name>gateway::ui::ShortcutsDialog</name>
    <message>
        <source>1 to 9, or %1 to 9</source>
        <translation>1 至 9，或 %1 至 9</translation>
    </message>
    <message>
        <source>Alt+Up/Down</source>
        <translation>Alt+↑、Alt+↓</translation>
    </message>
    <message>
        <source>Clear the search, close what is open</source>
        <translation>清空搜索，关闭打开的内容</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>↓</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>任何位置</translation>
    </message>
    <message>
        <source>Export (Overview)</source>
        <translation>导出（概览页）</translation>
    </message>
    <message>
        <source>From search to results</source>
        <translation>从搜索框移到结果</translation>
    </message>
    <message>
        <source>Import prices (Models)</source>
        <translation>导入价格（模型页）</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Mark several</source>
        <translation>选择多行</translation>
    </message>
    <message>
        <source>Next page in the list</source>
        <translation>在页面列表中移到下一页</translation>
    </message>
    <message>
        <source>Open a page</source>
        <translation>打开页面</translation>
    </message>
    <message>
        <source>Open the row</source>
        <translation>打开所选行</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>页面</translation>
    </message>
    <message>
        <source>Previous or next request; move a target of an alias</source>
        <translation>上一个或下一个请求；移动别名的目标</translation>
    </message>
    <message>
        <source>Remove or revoke it</source>
        <translation>移除或吊销</translation>
    </message>
    <message>
        <source>Row menu</source>
        <translation>所选行的菜单</translation>
    </message>
    <message>
        <source>Shift+Up/Down, %1</source>
        <translation>Shift+↑、Shift+↓、%1</translation>
    </message>
    <message>
        <source>Stop an answer in the Playground</source>
        <translation>停止“试用”中的回答</translation>
    </message>
    <message>
        <source>Tables and fields</source>
        <translation>表格与输入框</translation>
    </message>
    <message>
        <source>Up/Down</source>
        <translation>↑、↓</translation>
    </message>
</context>
<context>
    <name>gateway::ui::SnippetTest</name>
    <message>
        <source>A test needs the name of a model.</source>
        <translation>测试需要填写模型名称。</translation>
    </message>
    <message>
        <source>Another process serves; it wants a key. Issue or paste one.</source>
        <translation>当前由另一个进程提供服务，需要密钥。请签发或粘贴一个。</translation>
    </message>
    <message>
        <source>Calling…</source>
        <translation>正在调用…</translation>
    </message>
    <message>
        <source>HTTP %1</source>
        <translation>HTTP %1</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>查看</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>测试</translation>
    </message>
    <message>
        <source>The answer is empty.</source>
        <translation>回答为空。</translation>
    </message>
    <message>
        <source>“Hello” to %1, with the window&apos;s own key, booked to the user local</source>
        <translation>向 %1 发送“Hello”，使用本窗口自己的密钥，记在用户 local 名下</translation>
    </message>
    <message>
        <source>“Hello” to %1, with this key</source>
        <translation>向 %1 发送“Hello”，使用此密钥</translation>
    </message>
</context>
<context>
    <name>gateway::ui::SnippetView</name>
    <message>
        <source>Both are needed: Zed takes the key from the variable, never from the file. Set max_tokens to what the model can hold.</source>
        <translation>两处都需要：Zed 只从变量读取密钥，不从文件读取。请把 max_tokens 设为该模型的上下文长度。</translation>
    </message>
    <message>
        <source>Both are needed: the file names the variable that holds the key. Codex reads it when it starts.</source>
        <translation>两处都需要：文件中写的是存放密钥的变量名。Codex 在启动时读取。</translation>
    </message>
    <message>
        <source>Copy %1</source>
        <translation>复制 %1</translation>
    </message>
    <message>
        <source>Cursor&apos;s own servers make its calls, not this computer: 127.0.0.1, localhost and addresses of your network cannot be reached from there, and Cursor refuses them. It works only through a public HTTPS address that leads to this gateway; put yours in place of the example.</source>
        <translation>Cursor 的调用由其自己的服务器发出，而不是这台电脑：从那里访问不到 127.0.0.1、localhost 和局域网地址，Cursor 也会拒绝它们。只有通过指向本网关的公网 HTTPS 地址才能使用；请用您的地址替换示例。</translation>
    </message>
    <message>
        <source>In %1</source>
        <translation>写入 %1</translation>
    </message>
    <message>
        <source>In a terminal</source>
        <translation>在终端中</translation>
    </message>
    <message>
        <source>In its admin settings, under connections. Open WebUI&apos;s server makes the calls: in a container 127.0.0.1 is the container itself. Then share the gateway on the network (Settings) and use this computer&apos;s address.</source>
        <translation>在其管理员设置的“外部连接”中填写。调用由 Open WebUI 的服务器发出：在容器中，127.0.0.1 指的是容器自身。此时请在“设置”中把网关共享到网络，并使用这台电脑的地址。</translation>
    </message>
    <message>
        <source>In its settings, under model providers. The address has no /v1: Cherry Studio adds it.</source>
        <translation>在其设置的“模型服务”中填写。地址不带 /v1，Cherry Studio 会自行添加。</translation>
    </message>
    <message>
        <source>In the settings of Cline.</source>
        <translation>在 Cline 的设置中填写。</translation>
    </message>
    <message>
        <source>Or in %1</source>
        <translation>或写入 %1</translation>
    </message>
    <message>
        <source>Or in a terminal</source>
        <translation>或在终端中</translation>
    </message>
    <message>
        <source>Put it beside what the file has already.</source>
        <translation>请加到文件已有内容中。</translation>
    </message>
    <message>
        <source>The address has no /v1: Claude Code adds it. Put the values beside what the file has already, and set no ANTHROPIC_API_KEY besides.</source>
        <translation>地址不带 /v1，Claude Code 会自行添加。请把这些值加到文件已有内容中，并且不要再设置 ANTHROPIC_API_KEY。</translation>
    </message>
</context>
<context>
    <name>gateway::ui::StateCard</name>
    <message numerus="yes">
        <source>%n in flight</source>
        <translation>
            <numerusform>%n 个进行中</numerusform>
        </translation>
    </message>
    <message>
        <source>Copy the address</source>
        <translation>复制地址</translation>
    </message>
    <message>
        <source>Gateway: %1</source>
        <translation>网关：%1</translation>
    </message>
    <message>
        <source>Its port is taken; the line above the page offers another.</source>
        <translation>端口已被占用；可在页面上方改用其他端口。</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>Running elsewhere</source>
        <translation>在别处运行</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>启动</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在启动…</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop now</source>
        <translation>立即停止</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
</context>
<context>
    <name>gateway::ui::StatementDialog</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Month</source>
        <translation>月份</translation>
    </message>
    <message>
        <source>Monthly statement of %1</source>
        <translation>“%1”的月度账单</translation>
    </message>
    <message>
        <source>No requests in this month.</source>
        <translation>该月没有请求。</translation>
    </message>
    <message>
        <source>Reading the ledger…</source>
        <translation>正在读取账本…</translation>
    </message>
    <message>
        <source>Save as CSV…</source>
        <translation>保存为 CSV…</translation>
    </message>
    <message>
        <source>Save as PDF…</source>
        <translation>保存为 PDF…</translation>
    </message>
    <message>
        <source>Save the statement</source>
        <translation>保存账单</translation>
    </message>
</context>
<context>
    <name>gateway::ui::StatementText</name>
    <message>
        <source>%1, %2</source>
        <translation>%1，%2</translation>
    </message>
    <message numerus="yes">
        <source>%n requests have no price and are not part of the cost.</source>
        <translation>
            <numerusform>%n 个请求未定价，未计入费用。</numerusform>
        </translation>
    </message>
    <message>
        <source>By day</source>
        <translation>按日期</translation>
    </message>
    <message>
        <source>By key</source>
        <translation>按密钥</translation>
    </message>
    <message>
        <source>By model</source>
        <translation>按模型</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>费用</translation>
    </message>
    <message>
        <source>Day and model</source>
        <translation>日期和模型</translation>
    </message>
    <message>
        <source>Days begin by the time zone %1.</source>
        <translation>按时区 %1 划分日期。</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>密钥</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Month</source>
        <translation>月份</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>合计</translation>
    </message>
    <message>
        <source>Usage statement</source>
        <translation>用量账单</translation>
    </message>
    <message>
        <source>Of it cached</source>
        <translation>其中缓存</translation>
    </message>
</context>
<context>
    <name>gateway::ui::TablePage</name>
    <message>
        <source>Clear search</source>
        <translation>清除搜索</translation>
    </message>
    <message>
        <source>Nothing matches the search.</source>
        <translation>没有匹配的结果。</translation>
    </message>
    <message>
        <source>Raise budget…</source>
        <translation>提高预算(&amp;B)…</translation>
    </message>
    <message>
        <source>Sort by</source>
        <translation>排序方式(&amp;S)</translation>
    </message>
    <message>
        <source>Show requests</source>
        <translation>查看请求(&amp;Q)</translation>
    </message>
</context>
<context>
    <name>gateway::ui::TargetRow</name>
    <message>
        <source>%1 (off)</source>
        <translation>%1（停用）</translation>
    </message>
    <message>
        <source>After the one above has failed, or taking turns with it</source>
        <translation>上一个失败之后，或与它轮流</translation>
    </message>
    <message>
        <source>Drag to move; Alt+Up and Alt+Down from the keyboard</source>
        <translation>拖动可移动；键盘用 Alt+Up 与 Alt+Down</translation>
    </message>
    <message>
        <source>Model at the provider</source>
        <translation>提供商处的模型</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>提供商</translation>
    </message>
    <message>
        <source>Remove this target</source>
        <translation>移除此目标</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Weight: its share of the requests</source>
        <translation>权重：分到的请求比例</translation>
    </message>
    <message>
        <source>When it is asked</source>
        <translation>何时请求它</translation>
    </message>
    <message>
        <source>first choice</source>
        <translation>首选</translation>
    </message>
    <message>
        <source>if that fails</source>
        <translation>失败后</translation>
    </message>
    <message>
        <source>name as asked for</source>
        <translation>与请求的名称相同</translation>
    </message>
    <message>
        <source>takes turns</source>
        <translation>轮流分担</translation>
    </message>
</context>
<context>
    <name>gateway::ui::TargetsEdit</name>
    <message>
        <source>A target has no *. Leave it empty to keep the name that was asked for.</source>
        <translation>目标不能含 *。留空则沿用请求的名称。</translation>
    </message>
    <message>
        <source>Add target</source>
        <translation>添加目标</translation>
    </message>
    <message>
        <source>Answered by</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>It is there already. A weight makes it likelier.</source>
        <translation>已经有了。调高权重可让它更常被选中。</translation>
    </message>
    <message>
        <source>Model there</source>
        <translation>上游模型</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>提供商</translation>
    </message>
    <message>
        <source>This cannot be the name of a model.</source>
        <translation>这不能用作模型名称。</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>When</source>
        <translation>顺序</translation>
    </message>
</context>
<context>
    <name>gateway::ui::TiersEdit</name>
    <message>
        <source>Add tier</source>
        <translation>添加分段</translation>
    </message>
    <message>
        <source>Cache read</source>
        <translation>缓存读取</translation>
    </message>
    <message>
        <source>Cache write</source>
        <translation>缓存写入</translation>
    </message>
    <message>
        <source>Enter amounts, such as 0.60.</source>
        <translation>请输入金额，例如 0.60。</translation>
    </message>
    <message>
        <source>Enter from how many prompt tokens on it holds, such as 200000.</source>
        <translation>请输入从多少提示词 Token 起适用，例如 200000。</translation>
    </message>
    <message>
        <source>From tokens</source>
        <translation>起始 Token</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>输入</translation>
    </message>
    <message>
        <source>Other rates for long prompts</source>
        <translation>长提示词的分段价格</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>输出</translation>
    </message>
    <message>
        <source>Remove this tier</source>
        <translation>移除此分段</translation>
    </message>
    <message>
        <source>There is a tier from there on already.</source>
        <translation>已有从该数量起的分段。</translation>
    </message>
    <message>
        <source>as input</source>
        <translation>同输入</translation>
    </message>
</context>
<context>
    <name>gateway::ui::Tray</name>
    <message numerus="yes">
        <source>%n requests</source>
        <translation>
            <numerusform>%n 个请求</numerusform>
        </translation>
    </message>
    <message>
        <source>API Gateway</source>
        <translation>API 网关</translation>
    </message>
    <message>
        <source>Copy address</source>
        <translation>复制地址</translation>
    </message>
    <message>
        <source>Open API Gateway</source>
        <translation>打开 API 网关</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Start gateway</source>
        <translation>启动网关</translation>
    </message>
    <message>
        <source>Stop gateway</source>
        <translation>停止网关</translation>
    </message>
    <message>
        <source>Stop gateway now</source>
        <translation>立即停止网关</translation>
    </message>
    <message>
        <source>Today: %1</source>
        <translation>今天：%1</translation>
    </message>
    <message>
        <source>Today: %1 · %2</source>
        <translation>今天：%1 · %2</translation>
    </message>
</context>
<context>
    <name>gateway::ui::UsageChart</name>
    <message>
        <source>Total</source>
        <translation>合计</translation>
    </message>
</context>
<context>
    <name>gateway::ui::UserDialog</name>
    <message>
        <source>A person, a team or a program. Keys and usage are counted by user.</source>
        <translation>可以是个人、团队或程序。密钥和用量按用户统计。</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>添加</translation>
    </message>
    <message>
        <source>Add user</source>
        <translation>添加用户</translation>
    </message>
    <message>
        <source>Edit %1</source>
        <translation>编辑 %1</translation>
    </message>
    <message>
        <source>Enter a name.</source>
        <translation>请输入名称。</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>There is a user of this name already.</source>
        <translation>已有同名的用户。</translation>
    </message>
    <message>
        <source>With a new name keys keep working, and past usage moves along.</source>
        <translation>改名后密钥照常可用，历史用量随之保留。</translation>
    </message>
</context>
<context>
    <name>gateway::ui::UsersModel</name>
    <message>
        <source>Added</source>
        <translation>添加时间</translation>
    </message>
    <message>
        <source>Cost this month</source>
        <translation>本月费用</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>密钥</translation>
    </message>
    <message>
        <source>Last used</source>
        <translation>最近使用</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>限额</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>请求</translation>
    </message>
    <message>
        <source>Since the month began</source>
        <translation>本月以来</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>User</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>active</source>
        <translation>已启用</translation>
    </message>
    <message>
        <source>disabled</source>
        <translation>已停用</translation>
    </message>
    <message>
        <source>never</source>
        <comment>last used</comment>
        <translation>从未</translation>
    </message>
    <message>
        <source>over budget</source>
        <translation>预算用完</translation>
    </message>
</context>
<context>
    <name>gateway::ui::UsersPage</name>
    <message>
        <source>%1 added</source>
        <translation>已添加 %1</translation>
    </message>
    <message>
        <source>%1 may call again</source>
        <translation>%1 可以继续调用了</translation>
    </message>
    <message>
        <source>%1 removed</source>
        <translation>已移除 %1</translation>
    </message>
    <message>
        <source>%1 saved</source>
        <translation>已保存 %1</translation>
    </message>
    <message numerus="yes">
        <source>%1. Their %n keys stop working for good; past usage stays in the ledger under their names.</source>
        <translation>
            <numerusform>%1。他们的 %n 个密钥将永久失效；历史用量会以原名称保留在账本中。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n keys of this user stop working for good.</source>
        <translation>
            <numerusform>该用户的 %n 个密钥将永久失效。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n users may call again</source>
        <translation>
            <numerusform>%n 个用户可以继续调用了</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n users removed</source>
        <translation>
            <numerusform>已移除 %n 个用户</numerusform>
        </translation>
    </message>
    <message>
        <source>Add user</source>
        <translation>添加用户</translation>
    </message>
    <message>
        <source>Disable</source>
        <translation>停用(&amp;D)</translation>
    </message>
    <message numerus="yes">
        <source>Disable %n users</source>
        <translation>
            <numerusform>停用 %n 个用户(&amp;D)</numerusform>
        </translation>
    </message>
    <message>
        <source>Edit…</source>
        <translation>编辑(&amp;E)…</translation>
    </message>
    <message>
        <source>Enable</source>
        <translation>启用(&amp;N)</translation>
    </message>
    <message numerus="yes">
        <source>Enable %n users</source>
        <translation>
            <numerusform>启用 %n 个用户(&amp;N)</numerusform>
        </translation>
    </message>
    <message>
        <source>Issue a key</source>
        <translation>签发密钥</translation>
    </message>
    <message>
        <source>Issue key…</source>
        <translation>签发密钥(&amp;I)…</translation>
    </message>
    <message numerus="yes">
        <source>Limits of %n users set</source>
        <translation>
            <numerusform>已设置 %n 个用户的限额</numerusform>
        </translation>
    </message>
    <message>
        <source>Monthly statement…</source>
        <translation>月度账单(&amp;M)…</translation>
    </message>
    <message>
        <source>Past usage stays in the ledger under this name.</source>
        <translation>历史用量会以这个名称保留在账本中。</translation>
    </message>
    <message>
        <source>Remove %1?</source>
        <translation>移除 %1？</translation>
    </message>
    <message numerus="yes">
        <source>Remove %n users</source>
        <translation>
            <numerusform>移除 %n 个用户</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Remove %n users?</source>
        <translation>
            <numerusform>移除 %n 个用户？</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Remove %n users…</source>
        <translation>
            <numerusform>移除 %n 个用户(&amp;R)…</numerusform>
        </translation>
    </message>
    <message>
        <source>Remove user</source>
        <translation>移除用户</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>移除(&amp;R)…</translation>
    </message>
    <message>
        <source>Saved as %1</source>
        <translation>已保存为 %1</translation>
    </message>
    <message>
        <source>Search users</source>
        <translation>搜索用户</translation>
    </message>
    <message numerus="yes">
        <source>Set limits of %n users…</source>
        <translation>
            <numerusform>设置 %n 个用户的限额(&amp;L)…</numerusform>
        </translation>
    </message>
    <message>
        <source>The keys of %1 are refused from now on</source>
        <translation>%1 的密钥从现在起被拒绝</translation>
    </message>
    <message numerus="yes">
        <source>The keys of %n users are refused from now on</source>
        <translation>
            <numerusform>%n 个用户的密钥从现在起被拒绝</numerusform>
        </translation>
    </message>
    <message>
        <source>This user has no keys in use.</source>
        <translation>该用户没有在用的密钥。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Users</source>
        <translation>用户</translation>
    </message>
    <message>
        <source>Users hold keys, and usage is counted by user. Add the first one.</source>
        <translation>密钥归用户所有，用量按用户统计。请添加第一个用户。</translation>
    </message>
</context>
<context>
    <name>gateway::ui::ValueSection</name>
    <message>
        <source>Unit</source>
        <translation>单位</translation>
    </message>
    <message>
        <source>hours</source>
        <translation>小时</translation>
    </message>
    <message>
        <source>minutes</source>
        <translation>分钟</translation>
    </message>
    <message>
        <source>ms</source>
        <translation>毫秒</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>秒</translation>
    </message>
</context>
<context>
    <name>gateway::ui::WindowActions</name>
    <message>
        <source>About API Gateway</source>
        <translation>关于 API 网关</translation>
    </message>
    <message>
        <source>Add a provider</source>
        <translation>添加提供商</translation>
    </message>
    <message>
        <source>Add a user</source>
        <translation>添加用户</translation>
    </message>
    <message>
        <source>Add an alias</source>
        <translation>添加别名</translation>
    </message>
    <message>
        <source>Address copied</source>
        <translation>地址已复制</translation>
    </message>
    <message>
        <source>Close the window</source>
        <translation>关闭窗口</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Copy the address</source>
        <translation>复制地址</translation>
    </message>
    <message>
        <source>Cut off the requests that are still running?</source>
        <translation>中断仍在进行的请求？</translation>
    </message>
    <message>
        <source>Issue a key</source>
        <translation>签发密钥</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>New</source>
        <translation>新建</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Refresh this page</source>
        <translation>刷新本页</translation>
    </message>
    <message>
        <source>Restart the gateway</source>
        <translation>重启网关</translation>
    </message>
    <message>
        <source>Search on this page</source>
        <translation>在本页搜索</translation>
    </message>
    <message>
        <source>Set up step by step</source>
        <translation>打开设置向导</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Start again</source>
        <translation>重新启动</translation>
    </message>
    <message>
        <source>Start the gateway</source>
        <translation>启动网关</translation>
    </message>
    <message>
        <source>Stop now</source>
        <translation>立即停止</translation>
    </message>
    <message>
        <source>Stop the gateway</source>
        <translation>停止网关</translation>
    </message>
    <message>
        <source>Stop the gateway now</source>
        <translation>立即停止网关</translation>
    </message>
    <message>
        <source>Switch to Chinese (中文)</source>
        <translation>切换到中文</translation>
    </message>
    <message>
        <source>Switch to English</source>
        <translation>切换语言为英文（English）</translation>
    </message>
    <message>
        <source>Switch to the dark theme</source>
        <translation>切换到深色主题</translation>
    </message>
    <message>
        <source>Switch to the light theme</source>
        <translation>切换到浅色主题</translation>
    </message>
    <message>
        <source>Switch to the theme of the system</source>
        <translation>切换到系统主题</translation>
    </message>
    <message>
        <source>The gateway takes no more requests</source>
        <translation>网关不再接受请求</translation>
    </message>
    <message>
        <source>The theme follows the system</source>
        <translation>主题跟随系统</translation>
    </message>
    <message>
        <source>Their clients get an error. What was used until then is booked.</source>
        <translation>其客户端会收到错误。此前的用量照常记账。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
</context>
<context>
    <name>gateway::ui::WindowSection</name>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Keep an icon in the tray, where the gateway runs on when the window is closed</source>
        <translation>在托盘显示图标；关闭窗口后网关在托盘中继续运行</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Notify when a budget runs out, or a provider or its key stops working</source>
        <translation>预算即将用完、提供商或上游密钥失效时通知</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>已保存</translation>
    </message>
    <message>
        <source>Start in the tray, or minimised where there is none</source>
        <translation>启动时收到托盘（没有托盘时最小化）</translation>
    </message>
    <message>
        <source>Start when I log in</source>
        <translation>登录时自动启动</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>This desktop offers no tray at the moment.</source>
        <translation>当前桌面没有可用的托盘。</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>窗口</translation>
    </message>
</context>
</TS>
