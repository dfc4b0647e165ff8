# Writes series that textbooks forecast, from R's own datasets and the package forecast, as CSV files into a folder.
library(forecast)
folder <- commandArgs(trailingOnly = TRUE)[1]
write <- function(time, y, name)
  write.csv(data.frame(time = time, y = as.numeric(y)), file.path(folder, paste0(name, ".csv")), row.names = FALSE, quote = FALSE)
for (name in c("AirPassengers", "co2", "nottem", "UKDriverDeaths", "USAccDeaths", "ldeaths", "UKgas", "gas", "wineind", "woolyrnq")) {
  x <- get(name)
  months <- 12 / frequency(x)
  month <- (seq_along(x) - 1 + start(x)[2] - 1) * months
  write(sprintf("%04d-%02d-01", start(x)[1] + month %/% 12, month %% 12 + 1), x, name)
}
half_hours <- as.POSIXct("2000-06-05", tz = "UTC") + (seq_along(taylor) - 1) * 1800
write(format(half_hours, "%Y-%m-%d %H:%M"), taylor, "taylor")
