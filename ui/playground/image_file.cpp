// SPDX-License-Identifier: MIT
#include "ui/playground/image_file.h"

#include <QBuffer>
#include <QFile>
#include <QFileInfo>
#include <QImageReader>
#include <QMimeDatabase>
#include <QPromise>
#include <QThreadPool>

#include <functional>
#include <memory>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr qint64 megabyte = 1'024 * 1'024;
constexpr qint64 largest = 8 * megabyte;
constexpr QSize smallSize(320, 200);

QFuture<ImageFile::Loaded> inPool(std::function<ImageFile::Loaded()> work)
{
    auto promise = std::make_shared<QPromise<ImageFile::Loaded>>();
    const QFuture<ImageFile::Loaded> future = promise->future();
    promise->start();
    QThreadPool::globalInstance()->start([promise, work = std::move(work)] {
        promise->addResult(work());
        promise->finish();
    });
    return future;
}

QString dataUrl(const QString &type, const QByteArray &bytes)
{
    return u"data:"_s + type + u";base64,"_s + QString::fromLatin1(bytes.toBase64());
}

QImage fitted(const QImage &image)
{
    const bool large = image.width() > smallSize.width() || image.height() > smallSize.height();
    return large ? image.scaled(smallSize, Qt::KeepAspectRatio, Qt::SmoothTransformation) : image;
}

} // namespace

ImageFile::Loaded ImageFile::read(const QString &file)
{
    const QString name = QFileInfo(file).fileName();
    QFile source(file);
    if (!source.open(QIODevice::ReadOnly))
        return {{}, tr("%1 cannot be read: %2").arg(name, source.errorString())};
    if (source.size() > largest)
        return {{}, tr("%1 is larger than %2 MB.").arg(name, QString::number(largest / megabyte))};
    QByteArray bytes = source.readAll();
    const QString type = QMimeDatabase().mimeTypeForData(bytes).name();
    QBuffer buffer(&bytes);
    QImageReader reader(&buffer);
    reader.setAutoTransform(true);
    const QSize size = reader.size();
    if (size.width() > smallSize.width() || size.height() > smallSize.height())
        reader.setScaledSize(size.scaled(smallSize, Qt::KeepAspectRatio));
    const QImage small = reader.read();
    // What the window cannot draw may still be an image that a model reads.
    if (!type.startsWith("image/"_L1))
        return {{}, tr("%1 is no image.").arg(name)};
    return {{name, dataUrl(type, bytes), fitted(small)}, {}};
}

QFuture<ImageFile::Loaded> ImageFile::load(const QString &file)
{
    return inPool([file] { return read(file); });
}

QFuture<ImageFile::Loaded> ImageFile::pack(const QImage &image, const QString &name)
{
    return inPool([image, name]() -> Loaded {
        QByteArray bytes;
        QBuffer buffer(&bytes);
        buffer.open(QIODevice::WriteOnly);
        if (!image.save(&buffer, "PNG"))
            return {{}, tr("%1 is no image.").arg(name)};
        if (bytes.size() > largest)
            return {{}, tr("%1 is larger than %2 MB.").arg(name, QString::number(largest / megabyte))};
        return {{name, dataUrl(u"image/png"_s, bytes), fitted(image)}, {}};
    });
}

} // namespace gateway::ui
