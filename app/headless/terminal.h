// SPDX-License-Identifier: MIT
#pragma once

#include "secrets/secret.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QString>

namespace gateway::cli {

void print(const QString &text);      // to stdout, with a line end
void printError(const QString &text); // to stderr, with a line end
void print(const QJsonObject &object);
void print(const QJsonArray &array);
bool errorsAreSeen(); // stderr is a terminal

// Text of people and clients made safe for a terminal: control and direction characters become visible.
QString printable(const QString &text);

// One line from stdin. Asks for it without echo when stdin is a terminal. Ends the command when there is
// none, or more than one.
Secret readSecret(const QString &what);
// The same from the environment.
Secret secretFromVariable(const QString &variable);

QString operatingSystemUser();

} // namespace gateway::cli
