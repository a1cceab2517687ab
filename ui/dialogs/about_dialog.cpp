// SPDX-License-Identifier: MIT
#include "ui/dialogs/about_dialog.h"

#include "ui/translated.h"

#include <QGridLayout>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

struct Library
{
    QString name;
    QString licence;
};

const QList<Library> &libraries()
{
    static const QList<Library> all{
            {"Qt %1 (Core, Gui, Widgets, Network, Sql, Svg)"_L1.arg(QLatin1StringView(qVersion())),
             u"LGPL-3.0"_s},
            {u"Qt HTTP Server, Qt Charts"_s, u"GPL-3.0"_s},
            {u"QtKeychain"_s, u"BSD-3-Clause"_s},
            {u"libsodium"_s, u"ISC"_s},
            {u"simdjson"_s, u"Apache-2.0"_s},
            {u"CLI11"_s, u"BSD-3-Clause"_s},
            {u"tl::expected"_s, u"CC0-1.0"_s},
            {u"SQLite"_s, u"Public domain"_s},
            {u"libqrencode"_s, u"LGPL-2.1"_s},
    };
    return all;
}

} // namespace

AboutDialog::AboutDialog(QWidget *parent) : FormDialog(parent)
{
    cancelButton()->hide();
    auto *version = addText("dim");
    auto *licence = addText("body");
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(Theme::px(24));
    grid->setVerticalSpacing(Theme::px(4));
    grid->setColumnStretch(0, 1);
    int row = 0;
    for (const Library &library : libraries()) {
        auto *name = makeLabel("dim", this);
        name->setText(library.name);
        auto *terms = makeLabel("dim", this);
        terms->setText(library.licence);
        grid->addWidget(name, row, 0);
        grid->addWidget(terms, row, 1);
        ++row;
    }
    body()->addLayout(grid);
    onLanguage(this, [this, version, licence] {
        setTitle(tr("API Gateway"));
        setPrimary(tr("Close"));
        version->setText(tr("Version %1").arg(QStringLiteral(GATEWAY_VERSION)));
        licence->setText(tr("The program's own code is under the MIT licence. It is linked with Qt HTTP "
                            "Server and Qt Charts, "
                            "which are under GPL-3.0: this binary as a whole is distributed under GPL-3.0."));
    });
}

} // namespace gateway::ui
